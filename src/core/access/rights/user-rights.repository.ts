import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { Role } from '../permissions';
import { Credential } from '../principal';

const LIVE_SESSION = `SELECT FROM sessions
  WHERE id = $1 AND user_id = $2 AND ended_at IS NULL AND idle_expires_at > now() FOR SHARE`;
const LIVE_KEY = `SELECT FROM api_keys
  WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > now() FOR SHARE`;

@Injectable()
export class UserRightsRepository {
  constructor(private readonly database: Database) {}

  /** Name and role of an active user; undefined for one who is inactive, and where there is none. */
  async find(userId: string, db: Queryable = this.database): Promise<{ username: string; role: Role } | undefined> {
    const rows = await db.query<{ username: string; role: Role }>(
      'SELECT username, role FROM users WHERE id = $1 AND active',
      [userId],
      'users.role_now',
    );
    return rows[0];
  }

  /** The same, and unchanged until the transaction ends. */
  async holdRole(tx: Queryable, userId: string): Promise<Role | undefined> {
    const rows = await tx.query<{ role: Role }>('SELECT role FROM users WHERE id = $1 AND active FOR SHARE', [userId]);
    return rows[0]?.role;
  }

  /** Whether the session or key of the user has not ended; it does not until the transaction ends. */
  async holdCredential(tx: Queryable, { kind, id }: Credential, userId: string): Promise<boolean> {
    const rows = await tx.query(kind === 'session' ? LIVE_SESSION : LIVE_KEY, [id, userId]);
    return rows.length > 0;
  }
}
