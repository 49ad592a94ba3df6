import { ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../errors/app-error';
import { AccessErrors } from '../errors/core-errors';
import { currentContext } from '../logging/request-context';
import { ALLOW, PUBLIC } from './decorators';
import { Permission } from './permissions';
import { Principal } from './principal';

/** Stands before every HTTP route: without `@Public` there must be a valid token whose role holds the permission. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.get<boolean>(PUBLIC, handler)) return true;
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<{ user: Principal }>();
    requirePermission(user, this.reflector.get<Permission>(ALLOW, handler));
    const running = currentContext();
    if (running) running.userId = user.userId;
    return true;
  }

  override handleRequest<User>(error: unknown, user: User | false, info: unknown): User {
    if (user) return user;
    if (error instanceof Error) throw error;
    if (info instanceof AppError) throw info;
    throw AccessErrors.required.with('Send an access token as "Authorization: Bearer ...".');
  }
}

/** Throws auth.forbidden unless the principal holds the permission; a handler without one is closed to everybody. */
export function requirePermission(principal: Principal, permission: Permission | undefined): void {
  if (permission === undefined || !principal.permissions.has(permission)) {
    throw AccessErrors.forbidden.with(`The permission ${permission ?? '(none declared)'} is needed.`);
  }
}
