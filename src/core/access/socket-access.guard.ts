import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Socket } from 'socket.io';
import { AccessErrors } from '../errors/core-errors';
import { requirePermission } from './access.guard';
import { ALLOW } from './decorators';
import { Permission } from './permissions';
import { Principal } from './principal';

/** Stands before every gateway message. The principal was set by the handshake; it may have expired since. */
@Injectable()
export class SocketAccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const socket = context.switchToWs().getClient<Socket>();
    const { principal } = socket.data as { principal?: Principal };
    if (principal === undefined) throw AccessErrors.required.with();
    if (principal.expiresAt <= Date.now() / 1000) throw AccessErrors.expired.with();
    requirePermission(principal, this.reflector.get<Permission>(ALLOW, context.getHandler()));
    return true;
  }
}
