import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';

/** The oldest of those that ended or expired so long ago that nobody asks any more; by sessions_over_idx. */
const FORGOTTEN = `SELECT id FROM sessions WHERE least(ended_at, idle_expires_at) < now() - interval '30 days'
  ORDER BY least(ended_at, idle_expires_at) LIMIT $1`;

/** Removes what is left of sessions that are over, so much at a time; several processes may do it at once. */
@Injectable()
export class SessionsSweepRepository {
  constructor(private readonly database: Database) {}

  /** Sessions with their tokens, 30 days after they ended or expired; at most so many of each. */
  async deleteOver(limit: number): Promise<{ refreshTokens: number; sessions: number }> {
    return { refreshTokens: await this.deleteTokens(limit), sessions: await this.deleteSessions(limit) };
  }

  /** Tokens of the oldest sessions, of which one may have had thousands. Answers how many: at most the limit. */
  deleteTokens(limit: number): Promise<number> {
    return this.count(
      `DELETE FROM refresh_tokens WHERE hash IN (
         SELECT t.hash FROM (${FORGOTTEN}) AS s JOIN refresh_tokens AS t ON t.session_id = s.id
         LIMIT $1 FOR UPDATE OF t SKIP LOCKED)
       RETURNING 1`,
      limit,
    );
  }

  /** Those of the oldest sessions that have no tokens left. Answers how many: at most the limit. */
  deleteSessions(limit: number): Promise<number> {
    return this.count(
      `DELETE FROM sessions WHERE id IN (
         SELECT s.id FROM (${FORGOTTEN} FOR UPDATE SKIP LOCKED) AS s
         WHERE NOT EXISTS (SELECT FROM refresh_tokens AS t WHERE t.session_id = s.id))
       RETURNING 1`,
      limit,
    );
  }

  private async count(statement: string, limit: number): Promise<number> {
    return (await this.database.query(statement, [limit])).length;
  }
}
