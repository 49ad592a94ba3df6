import { Injectable } from '@nestjs/common';
import { Role } from '../../core/access/permissions';
import { Database, Queryable } from '../../core/database/database';
import { User } from './entities/user.entity';

const COLUMNS = `id, username, email, name, password_hash AS "passwordHash", role, active,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export interface NewUser {
  id: string;
  username: string;
  email: string | null;
  passwordHash: string;
  role: Role;
}

/** Any constant serves; it keeps two first starts from making two admins. */
const FIRST_ADMIN_LOCK = 5_023_018;

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  async findById(id: string): Promise<User | undefined> {
    return (await this.database.query<User>(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id], 'users.by_id'))[0];
  }

  /** Undefined when the user name or the e-mail address is taken. */
  async insert(user: NewUser, db: Queryable = this.database): Promise<User | undefined> {
    const rows = await db.query<User>(
      `INSERT INTO users (id, username, email, password_hash, role) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [user.id, user.username, user.email, user.passwordHash, user.role],
    );
    return rows[0];
  }

  async isEmpty(): Promise<boolean> {
    return (await this.database.query('SELECT FROM users LIMIT 1')).length === 0;
  }

  /** Makes the user only when there is none at all; answers whether it did. */
  async insertFirst(tx: Queryable, user: NewUser): Promise<boolean> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [FIRST_ADMIN_LOCK]);
    const made = await tx.query(
      `INSERT INTO users (id, username, email, password_hash, role)
       SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM users) RETURNING id`,
      [user.id, user.username, user.email, user.passwordHash, user.role],
    );
    return made.length > 0;
  }
}
