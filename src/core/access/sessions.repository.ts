import { Injectable } from '@nestjs/common';
import { Queryable } from '../database/database';

/** Why a session ended; kept for the audit trail and for people who ask. */
export type EndReason = 'logout' | 'reuse' | 'password' | 'role' | 'deactivated' | 'revoked';

@Injectable()
export class SessionsRepository {
  /** Ends the sessions of a user that have not ended yet, all or all but one; answers their ids. */
  async endOfUser(tx: Queryable, userId: string, reason: EndReason, except?: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE sessions SET ended_at = now(), end_reason = $2
       WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3 RETURNING id`,
      [userId, reason, except ?? null],
    );
    return rows.map(({ id }) => id);
  }
}
