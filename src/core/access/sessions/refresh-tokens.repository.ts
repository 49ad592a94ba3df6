import { Injectable } from '@nestjs/common';
import { Queryable } from '../../database/database';
import { SessionOrigin } from './sessions.repository';

/** A presented refresh token and its session, whose row is locked. */
export interface PresentedToken {
  sessionId: string;
  userId: string;
  /** Of the token, from 1; each refresh makes the next. */
  generation: number;
  /** Of the newest token of the session. */
  newest: number;
  /** Neither ended nor expired; the last second of a session counts as over. */
  live: boolean;
  /** The newest token was made a moment ago: its predecessor may have been sent twice. */
  rotatedJustNow: boolean;
  /** Whole seconds until the session ends in any case. */
  secondsLeft: number;
}

@Injectable()
export class RefreshTokensRepository {
  async insert(tx: Queryable, sessionId: string, generation: number, hash: Buffer): Promise<void> {
    await tx.query('INSERT INTO refresh_tokens (hash, session_id, generation) VALUES ($1, $2, $3)', [
      hash,
      sessionId,
      generation,
    ]);
  }

  /** Waits for whoever refreshes or ends the same session; undefined when nobody was given that token. */
  async lock(tx: Queryable, hash: Buffer): Promise<PresentedToken | undefined> {
    const [row] = await tx.query<PresentedToken>(
      `SELECT s.id AS "sessionId", s.user_id AS "userId", t.generation, s.generation AS newest,
         s.ended_at IS NULL AND s.idle_expires_at > now() AND s.expires_at >= now() + interval '1 second' AS live,
         s.rotated_at >= now() - interval '10 seconds' AS "rotatedJustNow",
         floor(extract(epoch FROM s.expires_at - now()))::int AS "secondsLeft"
       FROM refresh_tokens AS t JOIN sessions AS s ON s.id = t.session_id
       WHERE t.hash = $1 FOR UPDATE OF s`,
      [hash],
      'refresh_tokens.lock',
    );
    return row;
  }

  /** What is stored of the newest token of a session. */
  async newestHash(tx: Queryable, { sessionId, newest }: PresentedToken): Promise<Buffer> {
    const [row] = await tx.query<{ hash: Buffer }>(
      'SELECT hash FROM refresh_tokens WHERE session_id = $1 AND generation = $2',
      [sessionId, newest],
    );
    if (row === undefined) throw new Error('A session is without its newest refresh token.');
    return row.hash;
  }

  /** Makes the given token the newest of the session. @param idle seconds after which it expires unused */
  async rotate(
    tx: Queryable,
    { sessionId, newest }: PresentedToken,
    next: { hash: Buffer; idle: number } & SessionOrigin,
  ): Promise<void> {
    await tx.query(
      `UPDATE sessions SET generation = $2, rotated_at = now(), device = coalesce($3, device), ip = coalesce($4, ip),
         idle_expires_at = least(now() + $5::int * interval '1 second', expires_at) WHERE id = $1`,
      [sessionId, newest + 1, next.device, next.ip, next.idle],
      'sessions.rotate',
    );
    await this.insert(tx, sessionId, newest + 1, next.hash);
  }
}
