import { Injectable } from '@nestjs/common';
import { Role } from '../../core/access/permissions';
import { Database, Queryable } from '../../core/database/database';

/** Somebody who can sign in, and with what. */
export interface Holder {
  id: string;
  username: string;
  email: string | null;
  role: Role;
  active: boolean;
  passwordHash: string;
}

const HOLDER = 'id, username, email, role, active, password_hash AS "passwordHash"';

@Injectable()
export class CredentialsRepository {
  constructor(private readonly database: Database) {}

  async findById(id: string, db: Queryable = this.database): Promise<Holder | undefined> {
    return (await db.query<Holder>(`SELECT ${HOLDER} FROM users WHERE id = $1`, [id], 'holders.by_id'))[0];
  }

  /** User names are compared without regard to case. */
  async findByName(username: string): Promise<Holder | undefined> {
    const rows = await this.database.query<Holder>(`SELECT ${HOLDER} FROM users WHERE lower(username) = lower($1)`, [
      username,
    ]);
    return rows[0];
  }

  /** As of now, and unchanged until the transaction ends. */
  async hold(tx: Queryable, id: string): Promise<Holder | undefined> {
    return (await tx.query<Holder>(`SELECT ${HOLDER} FROM users WHERE id = $1 FOR SHARE`, [id]))[0];
  }

  /** Answers whether the user is active and had exactly this password until now. */
  async replacePassword(tx: Queryable, { id, passwordHash }: Holder, next: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE users SET password_hash = $3, updated_at = now()
       WHERE id = $1 AND active AND password_hash = $2 RETURNING id`,
      [id, passwordHash, next],
    );
    return rows.length > 0;
  }

  /** Of the same password; does nothing when another was set meanwhile. */
  async replaceHash({ id, passwordHash }: Holder, stronger: string): Promise<void> {
    await this.database.query('UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2', [
      id,
      passwordHash,
      stronger,
    ]);
  }

  /** Undefined when there is no such user. */
  async setPassword(tx: Queryable, username: string, passwordHash: string): Promise<Holder | undefined> {
    const rows = await tx.query<Holder>(
      `UPDATE users SET password_hash = $2, updated_at = now() WHERE lower(username) = lower($1) RETURNING ${HOLDER}`,
      [username, passwordHash],
    );
    return rows[0];
  }
}
