import { Queryable } from '../../core/database/database';
import { JobStatus } from '../../core/queues/job-type';
import { JobOwner } from './job-filters';
import { NEWEST_FIRST } from './job-list.query';
import { conditionsOf, ownedBy, partsOf } from './job-parts';

/** Half-open. */
export interface Period {
  from: Date;
  to: Date;
}

/** Of one type, or of all when `type` is null. */
export type FiguresRow = Record<JobStatus, number> & {
  type: string | null;
  total: number;
  /** Milliseconds that half and 95 of 100 took at most. */
  wait: [number, number] | null;
  run: [number, number] | null;
};

export interface WaitingRow {
  id: string;
  type: string;
  since: Date;
  waitMs: number;
}

/** The period that is meant: until now at the latest, and a day long when nothing is said. */
export async function periodOf(db: Queryable, from?: string, to?: string): Promise<Period> {
  const [row] = await db.query<Period & Record<string, Date>>(
    `SELECT coalesce($1::timestamptz, t.to - interval '1 day') AS from, t.to
     FROM (SELECT least($2::timestamptz, now()) AS to) AS t`,
    [from ?? null, to ?? null],
  );
  if (row === undefined) throw new Error('Nothing was told.');
  return row;
}

/** The figures of the jobs that were ordered in the period: of all, and by type. */
export function figuresOf(db: Queryable, owner: JobOwner, { from, to }: Period): Promise<FiguresRow[]> {
  const values: unknown[] = [];
  const filters = { owner, from: from.toISOString(), to: to.toISOString(), words: [] };
  const rows = partsOf(filters, NEWEST_FIRST).map(
    (part) => `SELECT j.* FROM jobs AS j WHERE ${conditionsOf(filters, part, values).join(' AND ')}`,
  );
  return db.query<FiguresRow>(
    `SELECT type, count(*)::int AS total, count(*) FILTER (WHERE status = 'queued')::int AS queued,
       count(*) FILTER (WHERE status = 'running')::int AS running,
       count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
       count(*) FILTER (WHERE status = 'failed')::int AS failed,
       count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
       percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY wait) AS wait,
       percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY run) AS run
     FROM (
       SELECT j.type, j.status,
         CASE WHEN j.started_at >= j.run_at
           THEN (1000 * extract(epoch FROM j.started_at - j.run_at))::float8 END AS wait,
         CASE WHEN j.status IN ('succeeded', 'failed')
           THEN (1000 * greatest(extract(epoch FROM j.finished_at - j.started_at), 0))::float8 END AS run
       FROM (${rows.join(' UNION ALL ')}) AS j) AS timed
     GROUP BY GROUPING SETS ((type), ()) ORDER BY type`,
    values,
  );
}

/** How many jobs succeeded or failed in the period, whenever they were ordered. */
export async function endedIn(db: Queryable, owner: JobOwner, { from, to }: Period): Promise<number> {
  const values: unknown[] = [from, to];
  const conditions = ['j.finished_at >= $1', 'j.finished_at < $2', `j.status IN ('succeeded', 'failed')`];
  const [row] = await db.query<{ ended: number }>(
    `SELECT count(*)::int AS ended FROM jobs AS j WHERE ${[...conditions, ...ownedBy(owner, values)].join(' AND ')}`,
    values,
  );
  return row?.ended ?? 0;
}

/** The job that has waited longest of those that could run now. */
export async function oldestWaiting(db: Queryable, owner: JobOwner): Promise<WaitingRow | undefined> {
  const values: unknown[] = [];
  const conditions = ['j.finished_at IS NULL', `j.dispatch IN ('due', 'sent')`, ...ownedBy(owner, values)];
  const [row] = await db.query<WaitingRow>(
    `SELECT j.id, j.type, j.run_at AS since,
       (1000 * greatest(extract(epoch FROM now() - j.run_at), 0))::float8 AS "waitMs"
     FROM jobs AS j WHERE ${conditions.join(' AND ')} ORDER BY j.run_at LIMIT 1`,
    values,
  );
  return row;
}
