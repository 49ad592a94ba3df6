import { User } from './entities/user.entity';

/** A user as administrators see him. */
export type AccountRow = Pick<
  User,
  'id' | 'username' | 'email' | 'name' | 'role' | 'active' | 'createdAt' | 'updatedAt'
> & {
  /** Of the newest session that is still kept; null when there is none. */
  lastLoginAt: Date | null;
  /** What lists sort by. */
  sortName: string;
};

export const ACCOUNT_COLUMNS = `id, username, email, name, role, active, created_at AS "createdAt",
  updated_at AS "updatedAt", lower(username) AS "sortName",
  (SELECT s.created_at FROM sessions s WHERE s.user_id = users.id ORDER BY s.created_at DESC LIMIT 1) AS "lastLoginAt"`;
