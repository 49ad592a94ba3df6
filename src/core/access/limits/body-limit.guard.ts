import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { RateLimiter } from './rate-limiter';

/** Stands after the body was read, for the limits that need it. */
@Injectable()
export class BodyLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return this.limiter.afterBody(context);
  }
}
