import { Queryable } from '../../core/database/database';
import { TOTAL_CAP } from '../../core/database/paging';
import { AGENT_COLUMNS, AgentRow } from './agent-row';
import { searchWords } from '../../core/http/search-words';

export interface AgentFilters {
  /** Words that begin words of the name, or the beginning of the external id. */
  q?: string;
  team?: string;
}

/** Where a page begins: after the last row of another page, or at a row number. */
export interface AgentPageStart {
  limit: number;
  offset: number;
  after?: { sortName: string; id: string };
}

/** The words of a name, exactly as agents_words_idx has them. */
const WORDS = `array_to_tsvector(array_remove(
  regexp_split_to_array(lower(name), '[\\u0001-/:-@[-\`{-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+'), ''))`;

/** The page's rows by name, without regard to capitals, and one more where there is one. */
export function listAgents(db: Queryable, filters: AgentFilters, start: AgentPageStart): Promise<AgentRow[]> {
  const values: unknown[] = [];
  const matching = filtered(filters, values);
  const { sortName, id } = start.after ?? {};
  const after = start.after ? `WHERE (lower(name), id) > ($${values.push(sortName)}, $${values.push(id)})` : '';
  return db.query<AgentRow>(
    `SELECT ${AGENT_COLUMNS} FROM ${matching} ${after} ORDER BY lower(name), id
     LIMIT $${values.push(start.limit + 1)} OFFSET $${values.push(start.offset)}`,
    values,
  );
}

/** How many agents match, counting no further than one past the cap. */
export async function countAgents(db: Queryable, filters: AgentFilters): Promise<number> {
  const values: unknown[] = [];
  const [row] = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT FROM ${filtered(filters, values)} LIMIT ${TOTAL_CAP + 1}) AS counted`,
    values,
  );
  return row?.total ?? 0;
}

/** The agents that match, as a source to select from. */
function filtered({ q, team }: AgentFilters, values: unknown[]): string {
  const conditions: string[] = [];
  if (q !== undefined) conditions.push(searched(q, values));
  if (team !== undefined) conditions.push(`team = $${values.push(team)}`);
  const clause = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  // OFFSET 0 is a fence: else a search may walk through all agents by name, in the hope of a page of them soon.
  return `(SELECT * FROM agents ${clause} ${q === undefined ? '' : 'OFFSET 0'}) AS agents`;
}

function searched(q: string, values: unknown[]): string {
  const byExternalId = `lower(external_id) LIKE lower($${values.push(`${q.replace(/[\\%_]/g, '\\$&')}%`)})`;
  const words = searchWords(q);
  if (words.length === 0) return byExternalId;
  const beginnings = words.map((word) => `'${word}':*`).join(' & ');
  return `(${byExternalId} OR ${WORDS} @@ lower($${values.push(beginnings)})::tsquery)`;
}
