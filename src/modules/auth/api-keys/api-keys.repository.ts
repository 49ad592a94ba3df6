import { Injectable } from '@nestjs/common';
import { Database, Transaction } from '../../../core/database/database';
import { TOTAL_CAP } from '../../../core/database/paging';

/** An API key as it is listed. */
export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  permissions: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

export interface NewApiKeyRow {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  /** SHA-256 of the key, in base64. */
  digest: string;
  permissions: string[];
  days: number;
}

/** Where a page begins: after the last row of another page, or at a row number. */
export interface ApiKeyPageStart {
  limit: number;
  offset: number;
  after?: { createdAt: string; id: string };
}

const COLUMNS = `id, name, prefix, permissions, created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt"`;

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** Holds the owner as he is until the transaction ends, so that his keys are counted one after the other; false unless active. */
  async lockOwner(tx: Transaction, userId: string): Promise<boolean> {
    const rows = await tx.query('SELECT FROM users WHERE id = $1 AND active FOR NO KEY UPDATE', [userId]);
    return rows.length > 0;
  }

  async countLive(tx: Transaction, userId: string): Promise<number> {
    const [row] = await tx.query<{ live: number }>(
      `SELECT count(*)::int AS live FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()`,
      [userId],
    );
    return row?.live ?? 0;
  }

  /** Made at a whole millisecond, which is as fine as cursors tell times. */
  async insert(tx: Transaction, key: NewApiKeyRow): Promise<ApiKeyRow> {
    const [row] = await tx.query<ApiKeyRow>(
      `INSERT INTO api_keys (id, user_id, name, prefix, hash, permissions, created_at, expires_at)
       SELECT $1, $2, $3, $4, decode($5, 'base64'), $6, at, at + make_interval(days => $7)
       FROM date_trunc('milliseconds', now()) AS at RETURNING ${COLUMNS}`,
      [key.id, key.userId, key.name, key.prefix, key.digest, key.permissions, key.days],
    );
    if (row === undefined) throw new Error('An API key was not stored.');
    return row;
  }

  /** Ends a key that is not revoked yet, of that owner or of anybody; answers whose it was, undefined when there is none. */
  async revoke(tx: Transaction, id: string, ownerId: string | undefined): Promise<string | undefined> {
    const [row] = await tx.query<{ ownerId: string }>(
      `UPDATE api_keys SET revoked_at = now() WHERE id = $1 AND user_id = coalesce($2, user_id) AND revoked_at IS NULL
       RETURNING user_id AS "ownerId"`,
      [id, ownerId ?? null],
    );
    return row?.ownerId;
  }

  /** The latest first, and one more than asked for where there is one. */
  list(userId: string, { limit, offset, after }: ApiKeyPageStart): Promise<ApiKeyRow[]> {
    const values: unknown[] = [userId, limit + 1, offset];
    const further = after ? 'AND (created_at, id) < ($4, $5)' : '';
    if (after) values.push(after.createdAt, after.id);
    return this.database.query<ApiKeyRow>(
      `SELECT ${COLUMNS} FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL ${further}
       ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3`,
      values,
    );
  }

  /** How many there are to list, counting no further than one past the cap. */
  async count(userId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (
         SELECT FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL LIMIT ${TOTAL_CAP + 1}) AS counted`,
      [userId],
    );
    return row?.total ?? 0;
  }
}
