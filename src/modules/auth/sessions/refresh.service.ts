import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../../core/access/access-tokens';
import { AuditTrail } from '../../../core/access/audit-trail';
import { RightsEnding } from '../../../core/access/rights-ending';
import { Exchange, SessionTokens } from '../../../core/access/session-tokens';
import { Database, Transaction } from '../../../core/database/database';
import { CredentialsService } from '../../users/credentials.service';
import { AuthErrors } from '../auth.errors';
import { TokenDto, toTokenDto } from '../dto/token.dto';

type Reused = Extract<Exchange, { outcome: 'reused' }>;

/** Carries sessions on. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionTokens,
    private readonly credentials: CredentialsService,
    private readonly rights: RightsEnding,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws auth.refresh_refused, alike whatever the reason; a token used again ends its session. */
  async refresh(token: string): Promise<TokenDto> {
    // What a refusal does must be committed, so it is thrown only afterwards.
    const refreshed = await this.database.transaction((tx) => this.attempt(tx, token));
    if (refreshed === undefined) throw AuthErrors.refreshRefused.with('Sign in again.');
    return refreshed;
  }

  private async attempt(tx: Transaction, token: string): Promise<TokenDto | undefined> {
    const exchange = await this.sessions.exchange(tx, token);
    if (exchange.outcome === 'refused') return undefined;
    if (exchange.outcome === 'reused') return this.endReused(tx, exchange);
    const user = await this.credentials.activeUser(tx, exchange.userId);
    if (user !== undefined) {
      return toTokenDto(this.tokens.issue(user, exchange.sessionId, exchange.secondsLeft), exchange);
    }
    await this.rights.endSession(tx, exchange.sessionId, 'deactivated');
    return undefined;
  }

  private async endReused(tx: Transaction, { sessionId, userId }: Reused): Promise<undefined> {
    await this.rights.endSession(tx, sessionId, 'reuse');
    const details = { userId };
    const target = { kind: 'session', id: sessionId } as const;
    await this.audit.record({ action: 'auth.refresh_reuse', outcome: 'denied', target, details }, tx);
  }
}
