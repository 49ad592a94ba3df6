import { Injectable } from '@nestjs/common';
import { Role } from '../../core/access/permissions';
import { Database, Queryable } from '../../core/database/database';
import { AccountFilters, AccountPageStart, countAccounts, listAccounts } from './account-list.query';
import { ACCOUNT_COLUMNS, AccountRow } from './account-row';

export interface NewAccount {
  id: string;
  username: string;
  email: string;
  name: string | null;
  passwordHash: string;
  role: Role;
}

/** What is left out stays as it is; null clears. */
export interface AccountChanges {
  name?: string | null;
  active?: boolean;
  role?: Role;
}

/** What administrators read and change of users. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  async findById(id: string, db: Queryable = this.database): Promise<AccountRow | undefined> {
    const rows = await db.query<AccountRow>(`SELECT ${ACCOUNT_COLUMNS} FROM users WHERE id = $1`, [id]);
    return rows[0];
  }

  list(filters: AccountFilters, start: AccountPageStart): Promise<AccountRow[]> {
    return listAccounts(this.database, filters, start);
  }

  count(filters: AccountFilters): Promise<number> {
    return countAccounts(this.database, filters);
  }

  /** Undefined when the user name or the e-mail address is taken. */
  async insert(tx: Queryable, account: NewAccount): Promise<AccountRow | undefined> {
    const rows = await tx.query<AccountRow>(
      `INSERT INTO users (id, username, email, name, password_hash, role) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING ${ACCOUNT_COLUMNS}`,
      [account.id, account.username, account.email, account.name, account.passwordHash, account.role],
    );
    return rows[0];
  }

  /**
   * Holds these users, and all active admins where that is asked, as they are until the transaction ends. All do it in one
   * statement and in the same order, so that none waits for another in a circle. Answers the active admins among them.
   */
  async hold(tx: Queryable, ids: string[], withAdmins: boolean): Promise<string[]> {
    const rows = await tx.query<{ id: string; isAdmin: boolean }>(
      `SELECT id, role = 'admin' AND active AS "isAdmin" FROM users
       WHERE id = ANY ($1) OR ($2 AND role = 'admin' AND active) ORDER BY id FOR NO KEY UPDATE`,
      [ids, withAdmins],
    );
    return rows.filter(({ isAdmin }) => isAdmin).map(({ id }) => id);
  }

  async update(tx: Queryable, id: string, { name, active, role }: AccountChanges): Promise<AccountRow> {
    const [row] = await tx.query<AccountRow>(
      `UPDATE users SET name = CASE WHEN $2 THEN $3 ELSE name END, active = coalesce($4, active),
         role = coalesce($5, role), updated_at = now()
       WHERE id = $1 RETURNING ${ACCOUNT_COLUMNS}`,
      [id, name !== undefined, name, active, role],
    );
    if (row === undefined) throw new Error('A user vanished while he was held.');
    return row;
  }

  /** With his sessions and keys; what he did and made stays. */
  async delete(tx: Queryable, id: string): Promise<void> {
    await tx.query('DELETE FROM users WHERE id = $1', [id]);
  }
}
