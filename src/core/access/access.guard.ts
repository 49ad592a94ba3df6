import { ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Request } from 'express';
import { AppError } from '../errors/app-error';
import { AccessErrors } from '../errors/core-errors';
import { currentContext } from '../logging/request-context';
import { AccessTokens } from './tokens/access-tokens';
import { ApiKeys } from './keys/api-keys';
import { ALLOW, PUBLIC, SESSION_ONLY } from './decorators';
import { letVerify } from './tokens/jwt.strategy';
import { Permission } from './permissions';
import { Principal } from './principal';

type Asking = Request & { user: Principal };

export const API_KEY_HEADER = 'x-api-key';
const BEARER = /^bearer\b/i;

/** Stands before every HTTP route: without `@Public` there must be a valid token or API key that holds the permission. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly keys: ApiKeys,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.reflector.get<boolean>(PUBLIC, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Asking>();
    const key = request.headers[API_KEY_HEADER];
    if (key !== undefined) return this.authenticateKey(key, request, context);
    const known = this.tokens.verifyKnown(request.headers.authorization);
    return known === undefined ? this.authenticate(context) : this.admit(known, request, context);
  }

  override handleRequest<User>(error: unknown, user: User | false, info: unknown): User {
    if (user) return user;
    if (error instanceof Error) throw error;
    if (info instanceof AppError) throw info;
    throw AccessErrors.required.with(
      'Send an access token as "Authorization: Bearer ...", or an API key as X-API-Key.',
    );
  }

  private async authenticate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Asking>();
    letVerify(request, this.tokens);
    await super.canActivate(context);
    return this.admit(request.user, request, context);
  }

  private authenticateKey(key: unknown, request: Asking, context: ExecutionContext): boolean | Promise<boolean> {
    if (BEARER.test(request.headers.authorization ?? '')) throw bothCredentials();
    const found = this.keys.authenticate(key, request.ip ?? '');
    return found instanceof Promise
      ? found.then((principal) => this.admit(principal, request, context))
      : this.admit(found, request, context);
  }

  private admit(principal: Principal, request: Asking, context: ExecutionContext): boolean {
    const running = currentContext();
    // Before the check: whoever is refused shall be known as well.
    if (running) {
      running.userId = principal.userId;
      running.principal = principal;
    }
    const handler = context.getHandler();
    if (this.reflector.get<boolean>(SESSION_ONLY, handler)) requireSession(principal);
    requirePermission(principal, this.reflector.get<Permission>(ALLOW, handler));
    request.user = principal;
    return true;
  }
}

/** Throws auth.forbidden unless the principal holds the permission; a handler without one is closed to everybody. */
export function requirePermission(principal: Principal, permission: Permission | undefined): void {
  if (permission === undefined || !principal.permissions.has(permission)) {
    throw AccessErrors.forbidden.with(`The permission ${permission ?? '(none declared)'} is needed.`);
  }
}

/** Throws auth.forbidden for an API key: what gives or takes access is left to whoever signed in. */
export function requireSession({ credential }: Principal): void {
  if (credential.kind !== 'session') {
    throw AccessErrors.forbidden.with('A session is needed here: sign in. API keys cannot do this.');
  }
}

/** Which of the two somebody meant to be is not guessed. */
export function bothCredentials(): AppError {
  return AccessErrors.invalid.with('An access token and an API key were sent: send one of them.');
}
