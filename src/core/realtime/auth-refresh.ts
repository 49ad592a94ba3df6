import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../access/tokens/access-tokens';
import { Principal } from '../access/principal';
import { AccessErrors, CoreErrors } from '../errors/core-errors';
import { checkInput } from '../http/validation';
import { AuthRefreshDto } from './auth-refresh.dto';
import { CredentialTimers } from './credential-timers';
import { checkPayload } from './payload-check';
import { AppSocket, CommonClientEvents } from './realtime.sockets';
import { TokenBucket } from './token-bucket';

/** A client needs one each few minutes; one that tries tokens out is soon told to wait. */
const ATTEMPTS_PER_SECOND = 0.5;
const ATTEMPTS_AT_ONCE = 10;

/** `auth_refresh`: an open socket goes on with a new access token. */
@Injectable()
export class AuthRefresh {
  private readonly attempts = new WeakMap<AppSocket, TokenBucket>();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly timers: CredentialTimers,
  ) {}

  /**
   * Replaces the principal; the token shown last counts, also when it ends before the one it replaces. A failure changes
   * nothing. Throws as a handshake does, auth.forbidden for a key or another user's token, and request.rate_limited.
   */
  async run(socket: AppSocket, payload: unknown): Promise<CommonClientEvents['auth_refresh']['data']> {
    if (!this.attemptsOf(socket).take()) throw CoreErrors.rateLimited.with(undefined, { retryAfterSeconds: 2 });
    if (socket.data.principal.credential.kind === 'key') {
      throw AccessErrors.forbidden.with('This socket was opened with an API key, which cannot be refreshed.');
    }
    checkPayload(payload);
    const { token } = await checkInput(AuthRefreshDto, payload);
    const next = this.tokens.verify(token);
    refuseOtherRights(socket.data.principal, next);
    socket.data.principal = next;
    if (socket.connected) this.timers.start(socket);
    return { expiresAt: new Date(next.expiresAt * 1000).toISOString() };
  }

  private attemptsOf(socket: AppSocket): TokenBucket {
    const known = this.attempts.get(socket) ?? new TokenBucket(ATTEMPTS_PER_SECOND, ATTEMPTS_AT_ONCE);
    this.attempts.set(socket, known);
    return known;
  }
}

function refuseOtherRights(now: Principal, next: Principal): void {
  if (next.userId !== now.userId) throw AccessErrors.forbidden.with('The token is of another user.');
  // What the socket follows was granted to the rights it has.
  if ([...now.permissions].every((permission) => next.permissions.has(permission))) return;
  throw AccessErrors.forbidden.with('The token allows less than that of this socket: connect again with it.');
}
