import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Role } from '../permissions';

/** A key with what its owner is now. */
export interface StoredKey {
  id: string;
  permissions: string[];
  /** Seconds until it ends, by the database's clock; negative afterwards. */
  secondsLeft: number;
  /** Unix time in seconds. */
  expiresAt: number;
  revoked: boolean;
  /** Whether its last use was noted so long ago that this one is worth a note. */
  useIsNews: boolean;
  ownerId: string;
  username: string;
  role: Role;
  ownerActive: boolean;
}

/** How coarse the time of last use is. */
const USE_NOTED_EVERY = '5 minutes';

@Injectable()
export class ApiKeyLookupRepository {
  constructor(private readonly database: Database) {}

  /** @param digest SHA-256 of the key, in base64 */
  async findByDigest(digest: string): Promise<StoredKey | undefined> {
    const rows = await this.database.query<StoredKey>(
      `SELECT k.id, k.permissions, extract(epoch FROM k.expires_at - now())::float8 AS "secondsLeft",
         extract(epoch FROM k.expires_at)::float8 AS "expiresAt", k.revoked_at IS NOT NULL AS revoked,
         coalesce(k.last_used_at < now() - interval '${USE_NOTED_EVERY}', true) AS "useIsNews",
         u.id AS "ownerId", u.username, u.role, u.active AS "ownerActive"
       FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.hash = decode($1, 'base64')`,
      [digest],
      'api_keys.by_hash',
    );
    return rows[0];
  }

  /** Notes that they were used, unless another process has just done so. */
  async noteUse(ids: string[]): Promise<void> {
    await this.database.query(
      `UPDATE api_keys SET last_used_at = now() WHERE id IN (
         SELECT id FROM api_keys WHERE id = ANY ($1)
           AND coalesce(last_used_at < now() - interval '${USE_NOTED_EVERY}', true)
         FOR NO KEY UPDATE SKIP LOCKED)`,
      [ids],
    );
  }
}
