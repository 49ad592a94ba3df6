import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { ClientKey } from './client-key';

export interface KeptRow {
  /** Of the request that was answered. */
  digest: Buffer;
  status: number;
  headers: Record<string, string>;
  /** Sealed; null where it was too long to be kept. */
  body: Buffer | null;
}

@Injectable()
export class KeptAnswersRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes the row of the key, or takes over one that has expired; false when there is one that lives. Whoever comes while
   * another transaction claims the same key waits for its end.
   */
  async claim(tx: Queryable, key: ClientKey, digest: Buffer, hours: number): Promise<boolean> {
    const claimed = await tx.query(
      `INSERT INTO idempotency_keys AS k (owner_id, key_hash, request_digest, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(hours => $4))
       ON CONFLICT (owner_id, key_hash) DO UPDATE SET request_digest = EXCLUDED.request_digest, status = NULL,
         headers = NULL, body = NULL, created_at = now(), expires_at = EXCLUDED.expires_at
       WHERE k.expires_at <= now() RETURNING 1`,
      [key.ownerId, key.hash, digest, hours],
      'idempotency.claim',
    );
    return claimed.length > 0;
  }

  /** Completes the claim, in its transaction. */
  async keep(key: ClientKey, { status, headers, body }: Omit<KeptRow, 'digest'>): Promise<void> {
    await this.database.query(
      'UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE owner_id = $1 AND key_hash = $2',
      [key.ownerId, key.hash, status, headers, body],
      'idempotency.keep',
    );
  }

  async find(key: ClientKey, db: Queryable = this.database): Promise<KeptRow | undefined> {
    const rows = await db.query<KeptRow>(
      `SELECT request_digest AS digest, status, headers, body FROM idempotency_keys
       WHERE owner_id = $1 AND key_hash = $2 AND expires_at > now()`,
      [key.ownerId, key.hash],
      'idempotency.find',
    );
    return rows[0];
  }

  /** Removes at most so many that have expired; leaves out those that somebody is taking over. Answers how many. */
  async removeExpired(most: number): Promise<number> {
    const removed = await this.database.query(
      `DELETE FROM idempotency_keys WHERE (owner_id, key_hash) IN (SELECT owner_id, key_hash FROM idempotency_keys
         WHERE expires_at <= now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [most],
    );
    return removed.length;
  }
}
