import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { TOTAL_CAP } from '../../database/paging';

/** Why a session ended; kept for the audit trail and for people who ask. */
export type EndReason = 'logout' | 'reuse' | 'password' | 'role' | 'deactivated' | 'revoked';

/** Where a session is used from, as the last login or refresh told. */
export interface SessionOrigin {
  device: string | null;
  ip: string | null;
}

export interface SessionLifetimes {
  /** Seconds without a refresh. */
  idle: number;
  /** Seconds in all. */
  absolute: number;
}

export interface SessionRow extends SessionOrigin {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

const LIVE = 'ended_at IS NULL AND idle_expires_at > now()';

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async insert(
    tx: Queryable,
    session: { id: string; userId: string } & SessionOrigin,
    { idle, absolute }: SessionLifetimes,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO sessions (id, user_id, device, ip, idle_expires_at, expires_at)
       VALUES ($1, $2, $3, $4, now() + least($5::int, $6::int) * interval '1 second', now() + $6 * interval '1 second')`,
      [session.id, session.userId, session.device, session.ip, idle, absolute],
    );
  }

  /** The live sessions of a user, the newest first, and one more where there is one. */
  list(userId: string, start: { limit: number; offset: number; before?: string }): Promise<SessionRow[]> {
    return this.database.query<SessionRow>(
      `SELECT id, device, ip, created_at AS "createdAt", rotated_at AS "lastUsedAt", idle_expires_at AS "expiresAt"
       FROM sessions WHERE user_id = $1 AND ${LIVE} AND ($2::uuid IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3 OFFSET $4`,
      [userId, start.before ?? null, start.limit + 1, start.offset],
    );
  }

  /** How many live sessions a user has, counting no further than one past the cap. */
  async count(userId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM
         (SELECT FROM sessions WHERE user_id = $1 AND ${LIVE} LIMIT ${TOTAL_CAP + 1}) AS counted`,
      [userId],
    );
    return row?.total ?? 0;
  }

  /** Whether the user has a live session of that id. */
  async isLive(tx: Queryable, id: string, userId: string): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM sessions WHERE id = $1 AND user_id = $2 AND ${LIVE}`, [id, userId]);
    return rows.length > 0;
  }

  /** Answers whether the session had not ended before. */
  async end(tx: Queryable, id: string, reason: EndReason): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE sessions SET ended_at = now(), end_reason = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [id, reason],
    );
    return rows.length > 0;
  }

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
