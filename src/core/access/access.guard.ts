import { ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Request } from 'express';
import { AppError } from '../errors/app-error';
import { AccessErrors } from '../errors/core-errors';
import { currentContext } from '../logging/request-context';
import { AccessTokens } from './access-tokens';
import { ALLOW, PUBLIC } from './decorators';
import { Permission } from './permissions';
import { Principal } from './principal';

type Asking = Request & { user: Principal };

/** Stands before every HTTP route: without `@Public` there must be a valid token whose role holds the permission. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.reflector.get<boolean>(PUBLIC, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Asking>();
    const known = this.tokens.verifyKnown(request.headers.authorization);
    return known === undefined ? this.authenticate(context) : this.admit(known, request, context);
  }

  override handleRequest<User>(error: unknown, user: User | false, info: unknown): User {
    if (user) return user;
    if (error instanceof Error) throw error;
    if (info instanceof AppError) throw info;
    throw AccessErrors.required.with('Send an access token as "Authorization: Bearer ...".');
  }

  private async authenticate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<Asking>();
    return this.admit(request.user, request, context);
  }

  private admit(principal: Principal, request: Asking, context: ExecutionContext): boolean {
    requirePermission(principal, this.reflector.get<Permission>(ALLOW, context.getHandler()));
    request.user = principal;
    const running = currentContext();
    if (running) running.userId = principal.userId;
    return true;
  }
}

/** Throws auth.forbidden unless the principal holds the permission; a handler without one is closed to everybody. */
export function requirePermission(principal: Principal, permission: Permission | undefined): void {
  if (permission === undefined || !principal.permissions.has(permission)) {
    throw AccessErrors.forbidden.with(`The permission ${permission ?? '(none declared)'} is needed.`);
  }
}
