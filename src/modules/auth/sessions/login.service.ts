import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../../core/access/tokens/access-tokens';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Continued, SessionTokens } from '../../../core/access/sessions/session-tokens';
import { Database } from '../../../core/database/database';
import { ActiveUser, CredentialsService, Refusal, Verified } from '../../users/credentials.service';
import { AuthErrors } from '../auth.errors';
import { LoginDto } from '../dto/credentials.dto';
import { TokenDto, toTokenDto } from '../dto/token.dto';

/** Makes sessions of passwords. */
@Injectable()
export class LoginService {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialsService,
    private readonly sessions: SessionTokens,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws auth.wrong_credentials, alike for an unknown user and a wrong password; unavailable. */
  async login({ username, password }: LoginDto): Promise<TokenDto> {
    const verified = await this.verify(username, password);
    // A second time, since another login may have made the hash stronger; a password that was changed fails then.
    const opened = (await this.open(verified)) ?? (await this.open(await this.verify(username, password)));
    if (opened === undefined) throw await this.refuse({ reason: 'changed_meanwhile', userId: verified.id }, username);
    void this.credentials.strengthen(verified, password);
    const { user, session } = opened;
    return toTokenDto(this.tokens.issue(user, session.sessionId, session.secondsLeft), session);
  }

  private async verify(username: string, password: string): Promise<Verified> {
    const verified = await this.credentials.verify(username, password);
    if ('reason' in verified) throw await this.refuse(verified, username);
    return verified;
  }

  /** Undefined when the user lost the right to it since his password was looked at: hashing takes its time. */
  private open(verified: Verified): Promise<{ user: ActiveUser; session: Continued } | undefined> {
    return this.database.transaction(async (tx) => {
      const user = await this.credentials.confirm(tx, verified);
      if (user === undefined) return undefined;
      const session = await this.sessions.open(tx, user.id);
      const actor = { userId: user.id, username: user.username };
      const target = { kind: 'session', id: session.sessionId } as const;
      await this.audit.record({ action: 'auth.login', outcome: 'ok', actor, target }, tx);
      return { user, session };
    });
  }

  private async refuse({ reason, userId }: Refusal, username: string): Promise<Error> {
    const target = userId === undefined ? undefined : ({ kind: 'user', id: userId } as const);
    await this.audit.record({ action: 'auth.login', outcome: 'failed', target, details: { reason, username } });
    return AuthErrors.wrongCredentials.with();
  }
}
