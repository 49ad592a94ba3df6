import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../database/database';
import { Role } from './permissions';

@Injectable()
export class UserRightsRepository {
  constructor(private readonly database: Database) {}

  /** The role of an active user; undefined for one who is inactive, and where there is none. */
  async roleOf(userId: string, db: Queryable = this.database): Promise<Role | undefined> {
    const rows = await db.query<{ role: Role }>(
      'SELECT role FROM users WHERE id = $1 AND active',
      [userId],
      'users.role_now',
    );
    return rows[0]?.role;
  }
}
