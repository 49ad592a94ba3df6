import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Socket } from 'socket.io';
import { AccessErrors } from '../errors/core-errors';
import { requirePermission, requireSession } from './access.guard';
import { ALLOW, SESSION_ONLY } from './decorators';
import { Permission } from './permissions';
import { Principal } from './principal';
import { Revocations } from './rights/revocations';

/** Stands before every gateway message. The principal was set by the handshake; it may have ended since. */
@Injectable()
export class SocketAccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly revocations: Revocations,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const socket = context.switchToWs().getClient<Socket>();
    const { principal } = socket.data as { principal?: Principal };
    if (principal === undefined) throw AccessErrors.required.with();
    if (principal.expiresAt <= Date.now() / 1000) throw AccessErrors.expired.with();
    this.revocations.check(principal);
    const handler = context.getHandler();
    if (this.reflector.get<boolean>(SESSION_ONLY, handler)) requireSession(principal);
    requirePermission(principal, this.reflector.get<Permission>(ALLOW, handler));
    return true;
  }
}
