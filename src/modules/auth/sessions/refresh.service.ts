import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../../core/access/tokens/access-tokens';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { looksLikeRefreshToken } from '../../../core/access/sessions/refresh-tokens';
import { RightsEnding } from '../../../core/access/rights/rights-ending';
import { Exchange, SessionTokens } from '../../../core/access/sessions/session-tokens';
import { Database, Transaction } from '../../../core/database/database';
import { within } from '../../../core/database/within';
import { AppError } from '../../../core/errors/app-error';
import { CoreErrors } from '../../../core/errors/core-errors';
import { Gate } from '../../../core/http/gate';
import { CredentialsService } from '../../users/credentials.service';
import { AuthErrors } from '../auth.errors';
import { TokenDto, toTokenDto } from '../dto/token.dto';

type Reused = Extract<Exchange, { outcome: 'reused' }>;

/**
 * A token may be sent again for 10 s after it was exchanged. Whoever is told to try again, since the database was silent
 * even at the commit, must come well within.
 */
const PATIENCE_MS = 4_000;
const RETRY_AFTER_SECONDS = 2;

/** Carries sessions on. */
@Injectable()
export class RefreshService {
  /** Anybody may send made-up tokens: they must not take the whole pool. */
  private readonly gate = new Gate({
    concurrency: 4,
    queue: 500,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    busy: 'Too many sessions are being renewed; try again shortly.',
  });

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionTokens,
    private readonly credentials: CredentialsService,
    private readonly rights: RightsEnding,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws auth.refresh_refused, alike whatever the reason; a token used again ends its session. Throws unavailable. */
  async refresh(token: string): Promise<TokenDto> {
    const refreshed = looksLikeRefreshToken(token) ? await this.refreshInTime(token) : undefined;
    if (refreshed === undefined) throw AuthErrors.refreshRefused.with('Sign in again.');
    return refreshed;
  }

  private refreshInTime(token: string): Promise<TokenDto | undefined> {
    const until = performance.now() + PATIENCE_MS;
    return within(
      PATIENCE_MS,
      this.gate.run(() => this.refreshUntil(until, token)),
      tooLate,
    );
  }

  /** What a refusal does must be committed, so it is not thrown; what comes too late must not be. */
  private async refreshUntil(until: number, token: string): Promise<TokenDto | undefined> {
    if (performance.now() >= until) throw tooLate();
    return this.database.transaction(async (tx) => {
      const refreshed = await this.attempt(tx, token);
      if (performance.now() >= until) throw tooLate();
      return refreshed;
    });
  }

  private async attempt(tx: Transaction, token: string): Promise<TokenDto | undefined> {
    const exchange = await this.sessions.exchange(tx, token);
    if (exchange.outcome === 'refused') return undefined;
    if (exchange.outcome === 'reused') return this.endReused(tx, exchange);
    const user = await this.credentials.activeUser(tx, exchange.userId);
    if (user !== undefined) {
      return toTokenDto(this.tokens.issue(user, exchange.sessionId, exchange.secondsLeft), exchange);
    }
    return this.endInactive(tx, exchange.sessionId, exchange.userId);
  }

  private async endInactive(tx: Transaction, sessionId: string, userId: string): Promise<undefined> {
    if (!(await this.rights.endSession(tx, sessionId, 'deactivated'))) return;
    const target = { kind: 'session', id: sessionId } as const;
    const details = { userId, reason: 'deactivated' };
    await this.audit.record({ action: 'auth.session_end', outcome: 'ok', target, details }, tx);
  }

  private async endReused(tx: Transaction, { sessionId, userId }: Reused): Promise<undefined> {
    await this.rights.endSession(tx, sessionId, 'reuse');
    const details = { userId };
    const target = { kind: 'session', id: sessionId } as const;
    await this.audit.record({ action: 'auth.refresh_reuse', outcome: 'denied', target, details }, tx);
  }
}

function tooLate(): AppError {
  return CoreErrors.unavailable.with('The database did not answer in time.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
