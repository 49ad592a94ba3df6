import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Socket } from 'socket.io';
import { Principal } from '../principal';
import { RateLimiter } from './rate-limiter';

/** Stands before every gateway message, after the access check: it draws from the same buckets as REST. */
@Injectable()
export class SocketLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    const ws = context.switchToWs();
    const { principal } = ws.getClient<Socket>().data as { principal: Principal };
    return this.limiter.admitEvent(context, { user: principal, body: ws.getData<unknown>() });
  }
}
