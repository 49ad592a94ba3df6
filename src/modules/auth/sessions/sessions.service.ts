import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Principal } from '../../../core/access/principal';
import { RightsEnding } from '../../../core/access/rights/rights-ending';
import { SessionsRepository } from '../../../core/access/sessions/sessions.repository';
import { Database } from '../../../core/database/database';
import { CursorCodec, PageOf, toPage } from '../../../core/database/paging';
import { PageQuery } from '../../../core/http/page-query.dto';
import { AuthErrors } from '../auth.errors';
import { SessionDto, toSessionDto } from './dto/session.dto';

/** What a user sees of his sessions, and how he ends them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly rights: RightsEnding,
    private readonly audit: AuditTrail,
  ) {}

  /** The caller's live sessions, the newest first. Throws paging.bad_cursor. */
  async list(caller: Principal, { limit, cursor, offset }: PageQuery): Promise<PageOf<SessionDto>> {
    const codec = new CursorCodec('sessions', caller.userId);
    const [before] = cursor === undefined ? [] : (codec.decode(cursor, ['uuid']) as [string]);
    const [rows, total] = await Promise.all([
      this.sessions.list(caller.userId, { limit, offset: offset ?? 0, before }),
      this.sessions.count(caller.userId),
    ]);
    const item = (row: (typeof rows)[number]) => toSessionDto(row, caller.credential.id);
    return toPage(rows, total, limit, { item, cursor: ({ id }) => codec.encode([id]) });
  }

  /** Ends one of the caller's live sessions. Throws auth.session_not_found. */
  async end(caller: Principal, id: string): Promise<void> {
    const ended = await this.database.transaction(async (tx) => {
      const isOwn = await this.sessions.isLive(tx, id, caller.userId);
      if (!isOwn || !(await this.rights.endSession(tx, id, 'revoked'))) return false;
      const target = { kind: 'session', id } as const;
      await this.audit.record({ action: 'auth.session_end', outcome: 'ok', actor: caller, target }, tx);
      return true;
    });
    if (!ended) throw AuthErrors.sessionNotFound.with(`You have no session ${id}.`);
  }

  /** Ends the session that the caller showed. */
  async logout(caller: Principal): Promise<void> {
    const { id } = caller.credential;
    await this.database.transaction(async (tx) => {
      if (!(await this.rights.endSession(tx, id, 'logout'))) return;
      const target = { kind: 'session', id } as const;
      await this.audit.record({ action: 'auth.logout', outcome: 'ok', actor: caller, target }, tx);
    });
  }

  /** Ends every session of the caller. */
  async logoutAll(caller: Principal): Promise<void> {
    await this.database.transaction(async (tx) => {
      const sessionsEnded = await this.rights.endSessions(tx, caller.userId, 'logout');
      const target = { kind: 'user', id: caller.userId } as const;
      const details = { sessionsEnded };
      await this.audit.record({ action: 'auth.logout', outcome: 'ok', actor: caller, target, details }, tx);
    });
  }
}
