import { Queryable } from '../../core/database/database';
import { TOTAL_CAP } from '../../core/database/paging';
import { JOB_COLUMNS, JobRow } from '../../core/queues/job-row';
import { JobFilters, JobOrdering } from './job-filters';
import { conditionsOf, JobPart, partsOf } from './job-parts';
import { SEARCHED_JOBS } from './limits';

interface Place {
  /** Null: unknown, which comes last. */
  key: string | number | null;
  id: string;
}

/** Where a page begins: after the last row of another page, or at a row number. */
export interface JobPageStart {
  limit: number;
  offset: number;
  after?: Place;
}

const KEYS: Record<JobOrdering['by'], string> = {
  createdAt: 'j.created_at',
  finishedAt: 'j.finished_at',
  priority: 'j.priority',
};
export const NEWEST_FIRST: JobOrdering = { by: 'createdAt', descending: true };
const SEARCHED = `lower(concat_ws(' ', j.type, j.payload::text, j.progress_message, j.error_code, j.error_message))`;

/** The page's rows, and one more where there is one. */
export function listJobs(db: Queryable, filters: JobFilters, order: JobOrdering, start: JobPageStart) {
  const values: unknown[] = [];
  const { limit, offset, after } = start;
  const rows =
    filters.words.length === 0
      ? rowsOf(filters, { order, after }, values, `$${values.push(limit + offset + 1)}`)
      : `SELECT * FROM ${found(filters, values)} ${after ? `AND ${placeAmongAll(order, after, values)}` : ''}`;
  return db.query<JobRow>(
    `SELECT ${JOB_COLUMNS} FROM (${rows}) AS j ORDER BY ${sortOf(order, 'NULLS LAST')}
     LIMIT $${values.push(limit + 1)} OFFSET $${values.push(offset)}`,
    values,
  );
}

/** How many jobs match, counting no further than one past the cap. */
export async function countJobs(db: Queryable, filters: JobFilters): Promise<number> {
  const values: unknown[] = [];
  const matching = filters.words.length === 0 ? matchingOf(filters, values) : `SELECT FROM ${found(filters, values)}`;
  const [row] = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT FROM (${matching}) AS j LIMIT ${TOTAL_CAP + 1}) AS counted`,
    values,
  );
  return row?.total ?? 0;
}

/** The newest jobs that match otherwise, as a source with the condition of the words. */
function found(filters: JobFilters, values: unknown[]): string {
  const newest = rowsOf(filters, { order: NEWEST_FIRST }, values, `${SEARCHED_JOBS}`);
  const conditions = filters.words.map((word) => `strpos(${SEARCHED}, lower($${values.push(word)})) > 0`);
  return `(SELECT * FROM (${newest}) AS j ORDER BY ${sortOf(NEWEST_FIRST)} LIMIT ${SEARCHED_JOBS}) AS j
    ${clause(conditions)}`;
}

function matchingOf(filters: JobFilters, values: unknown[]): string {
  return partsOf(filters, NEWEST_FIRST)
    .map((part) => `(SELECT FROM jobs AS j ${clause(conditionsOf(filters, part, values))} LIMIT ${TOTAL_CAP + 1})`)
    .join(' UNION ALL ');
}

interface Cut {
  order: JobOrdering;
  after?: Place;
}

/** Whole rows: of each part the first ones. `take` is SQL of how many are needed at most. */
function rowsOf(filters: JobFilters, { order, after }: Cut, values: unknown[], take: string): string {
  return partsOf(filters, order)
    .filter((part) => after?.key !== null || part === 'open')
    .map((part) => {
      const conditions = conditionsOf(filters, part, values);
      const place = after ? placeIn(part, order, after, values) : [];
      const matching = `SELECT * FROM jobs AS j ${clause([...conditions, ...place])}`;
      // A fence: else the ended jobs may all be gone through in their order, in the hope of an open one soon.
      const rows = part === 'open' ? `SELECT * FROM (${matching} OFFSET 0) AS j` : matching;
      return `(${rows} ORDER BY ${sortOf(order)} LIMIT ${take})`;
    })
    .join(' UNION ALL ');
}

/** By their end, all open jobs come behind all ended ones, by id alone. */
function placeIn(part: JobPart, order: JobOrdering, { key, id }: Place, values: unknown[]): string[] {
  if (order.by !== 'finishedAt' || part !== 'open') return [placeAfter(order, { key, id }, values)];
  return key === null ? [`j.id ${beyond(order)} $${values.push(id)}`] : [];
}

function placeAmongAll(order: JobOrdering, { key, id }: Place, values: unknown[]): string {
  if (key === null) return `(j.finished_at IS NULL AND j.id ${beyond(order)} $${values.push(id)})`;
  const place = placeAfter(order, { key, id }, values);
  return order.by === 'finishedAt' ? `(${place} OR j.finished_at IS NULL)` : place;
}

function placeAfter(order: JobOrdering, { key, id }: Place, values: unknown[]): string {
  return `(${KEYS[order.by]}, j.id) ${beyond(order)} ($${values.push(key)}, $${values.push(id)})`;
}

function sortOf({ by, descending }: JobOrdering, nulls: 'NULLS LAST' | '' = ''): string {
  const direction = descending ? 'DESC' : 'ASC';
  return `${KEYS[by]} ${direction} ${nulls}, j.id ${direction}`;
}

function beyond({ descending }: JobOrdering): string {
  return descending ? '<' : '>';
}

function clause(conditions: string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
