import { Queryable } from '../../core/database/database';
import { TOTAL_CAP } from '../../core/database/paging';
import { JOB_COLUMNS, JobRow } from '../../core/queues/job-row';
import { JobStatus } from '../../core/queues/job-type';
import { JobFilters, JobOrdering, JobOwner } from './job-filters';
import { SEARCHED_JOBS } from './limits';

/** Where a page begins: after the last row of another page, or at a row number. */
export interface JobPageStart {
  limit: number;
  offset: number;
  /** `key` null: unknown, which comes last. */
  after?: { key: string | number | null; id: string };
}

const KEYS: Record<JobOrdering['by'], string> = {
  createdAt: 'j.created_at',
  finishedAt: 'j.finished_at',
  priority: 'j.priority',
};
const UNFINISHED: readonly JobStatus[] = ['queued', 'running'];
const SEARCHED = `lower(concat_ws(' ', j.type, j.payload::text, j.progress_message, j.error_code, j.error_message))`;

/** The page's rows, and one more where there is one. */
export function listJobs(db: Queryable, filters: JobFilters, order: JobOrdering, start: JobPageStart) {
  const values: unknown[] = [];
  const source = sourceOf(filters, values);
  const rows =
    order.by === 'finishedAt' ? endedFirst(source, order, start, values) : inOrder(source, order, start, values);
  return db.query<JobRow>(rows, values);
}

/** How many jobs match, counting no further than one past the cap. */
export async function countJobs(db: Queryable, filters: JobFilters): Promise<number> {
  const values: unknown[] = [];
  const { from, conditions } = sourceOf(filters, values);
  const [row] = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total
     FROM (SELECT FROM ${from} ${clause(conditions)} LIMIT ${TOTAL_CAP + 1}) AS counted`,
    values,
  );
  return row?.total ?? 0;
}

/** SQL conditions over `jobs AS j`; undefined owners are everybody. */
export function ownedBy(owner: JobOwner, values: unknown[]): string[] {
  if (owner === undefined) return [];
  return [owner === null ? 'j.created_by IS NULL' : `j.created_by = $${values.push(owner)}`];
}

export function clause(conditions: string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

interface Source {
  from: string;
  conditions: string[];
}

function sourceOf(filters: JobFilters, values: unknown[]): Source {
  const conditions = conditionsOf(filters, values);
  if (filters.words.length === 0) return { from: 'jobs AS j', conditions };
  const newest = `SELECT * FROM jobs AS j ${clause(conditions)}
    ORDER BY j.created_at DESC, j.id DESC LIMIT ${SEARCHED_JOBS}`;
  const found = filters.words.map((word) => `strpos(${SEARCHED}, lower($${values.push(word)})) > 0`);
  return { from: `(${newest}) AS j`, conditions: found };
}

function conditionsOf({ owner, type, status, rank, from, to }: JobFilters, values: unknown[]): string[] {
  const conditions = ownedBy(owner, values);
  if (type !== undefined) conditions.push(`j.type = $${values.push(type)}`);
  // One by one they can be read in their order; several cannot, and need it least.
  if (status?.length === 1) conditions.push(`j.status = $${values.push(status[0])}`);
  else if (status !== undefined) conditions.push(`j.status = ANY($${values.push(status)})`);
  // Says nothing new, but leads to an index of these few.
  if (status?.every((one) => UNFINISHED.includes(one))) conditions.push('j.finished_at IS NULL');
  if (rank !== undefined) conditions.push(`j.priority = $${values.push(rank)}`);
  if (from !== undefined) conditions.push(`j.created_at >= $${values.push(from)}`);
  if (to !== undefined) conditions.push(`j.created_at < $${values.push(to)}`);
  return conditions;
}

function inOrder({ from, conditions }: Source, order: JobOrdering, start: JobPageStart, values: unknown[]): string {
  const { key, direction } = sortOf(order);
  const place = start.after ? [placeAfter(order, start.after, values)] : [];
  return `SELECT ${JOB_COLUMNS} FROM ${from} ${clause([...conditions, ...place])}
    ORDER BY ${key} ${direction}, j.id ${direction}
    LIMIT $${values.push(start.limit + 1)} OFFSET $${values.push(start.offset)}`;
}

/** Ended and other jobs are read apart, each by an index of its own. */
function endedFirst({ from, conditions }: Source, order: JobOrdering, start: JobPageStart, values: unknown[]): string {
  const { key, direction } = sortOf(order);
  const most = `$${values.push(start.limit + start.offset + 1)}`;
  const { after } = start;
  const others = after?.key === null ? [`j.id ${beyond(order)} $${values.push(after.id)}`] : [];
  const othersById = `(SELECT * FROM ${from} ${clause([...conditions, 'j.finished_at IS NULL', ...others])}
    ORDER BY j.id ${direction} LIMIT ${most})`;
  const place = after && after.key !== null ? [placeAfter(order, after, values)] : [];
  const ended = `(SELECT * FROM ${from} ${clause([...conditions, 'j.finished_at IS NOT NULL', ...place])}
    ORDER BY ${key} ${direction}, j.id ${direction} LIMIT ${most})`;
  return `SELECT ${JOB_COLUMNS} FROM (${after?.key === null ? othersById : `${ended} UNION ALL ${othersById}`}) AS j
    ORDER BY j.finished_at IS NULL, ${key} ${direction}, j.id ${direction}
    LIMIT $${values.push(start.limit + 1)} OFFSET $${values.push(start.offset)}`;
}

function placeAfter(order: JobOrdering, { key, id }: NonNullable<JobPageStart['after']>, values: unknown[]): string {
  return `(${KEYS[order.by]}, j.id) ${beyond(order)} ($${values.push(key)}, $${values.push(id)})`;
}

function sortOf({ by, descending }: JobOrdering): { key: string; direction: string } {
  return { key: KEYS[by], direction: descending ? 'DESC' : 'ASC' };
}

function beyond({ descending }: JobOrdering): string {
  return descending ? '<' : '>';
}
