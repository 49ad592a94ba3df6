import { Role } from '../../core/access/permissions';
import { Queryable } from '../../core/database/database';
import { TOTAL_CAP } from '../../core/database/paging';
import { searchWords } from '../../core/http/search-words';
import { ACCOUNT_COLUMNS, AccountRow } from './account-row';

export interface AccountFilters {
  /** Words that begin words of the user name, the e-mail address or the name. */
  q?: string;
  role?: Role;
  active?: boolean;
}

/** Where a page begins: after the user of that name, or at a row number. */
export interface AccountPageStart {
  limit: number;
  offset: number;
  after?: string;
}

/** The words of a user, exactly as users_words_idx has them. */
const WORDS = `array_to_tsvector(array_remove(regexp_split_to_array(
  lower(username || ' ' || coalesce(email, '') || ' ' || coalesce(name, '')),
  '[\\u0001-/:-@[-\`{-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+'), ''))`;

/** The page's users by user name, without regard to capitals, and one more where there is one. */
export function listAccounts(db: Queryable, filters: AccountFilters, start: AccountPageStart): Promise<AccountRow[]> {
  const values: unknown[] = [];
  const matching = filtered(filters, values);
  const after = start.after === undefined ? '' : `WHERE lower(username) > $${values.push(start.after)}`;
  // The page is cut first, so that logins are looked up for its users only.
  return db.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM (
       SELECT * FROM ${matching} ${after} ORDER BY lower(username)
       LIMIT $${values.push(start.limit + 1)} OFFSET $${values.push(start.offset)}) AS users
     ORDER BY lower(username)`,
    values,
  );
}

/** How many users match, counting no further than one past the cap. */
export async function countAccounts(db: Queryable, filters: AccountFilters): Promise<number> {
  const values: unknown[] = [];
  const [row] = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT FROM ${filtered(filters, values)} LIMIT ${TOTAL_CAP + 1}) AS counted`,
    values,
  );
  return row?.total ?? 0;
}

/** The users that match, as a source to select from. */
function filtered({ q, role, active }: AccountFilters, values: unknown[]): string {
  const conditions: string[] = [];
  if (q !== undefined) conditions.push(searched(q, values));
  if (role !== undefined) conditions.push(`role = $${values.push(role)}`);
  if (active !== undefined) conditions.push(active ? 'active' : 'NOT active');
  const clause = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  // OFFSET 0 is a fence: else a search may walk through all users by name, in the hope of a page of them soon.
  return `(SELECT * FROM users ${clause} ${q === undefined ? '' : 'OFFSET 0'}) AS users`;
}

/** Text without any word finds nobody. */
function searched(q: string, values: unknown[]): string {
  const words = searchWords(q);
  if (words.length === 0) return 'false';
  const beginnings = words.map((word) => `'${word}':*`).join(' & ');
  return `${WORDS} @@ lower($${values.push(beginnings)})::tsquery`;
}
