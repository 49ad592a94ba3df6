import { Injectable } from '@nestjs/common';
import { Database, Queryable, Transaction } from '../../core/database/database';
import { JOB_COLUMNS, JobRow } from '../../core/queues/job-row';
import { QueueName } from '../../core/queues/job-type';
import { JobFilters, JobOrdering, JobOwner } from './job-filters';
import { countJobs, JobPageStart, listJobs } from './job-list.query';
import { ownedBy } from './job-parts';
import { endedIn, FiguresRow, figuresOf, oldestWaiting, Period, periodOf, WaitingRow } from './job-stats.query';

/** Running jobs that are told of at a time. */
const MOST_ACTIVE = 200;

/** What a new job has to be measured by. */
export interface Admission {
  /** Unfinished jobs of the owner, counted up to the given most. */
  unfinished: number;
  /** Whether it is ordered for later than a year from now. */
  isTooFar: boolean;
}

/** A running job; the worker is null when its process is known no more. */
export type ActiveRow = JobRow & { workerName: string | null; workerSeenAt: Date | null };

/** What lies in a queue. */
export interface QueueRow {
  name: QueueName;
  queued: number;
  later: number;
  running: number;
  oldestWaiting: Date | null;
}

/** What the REST of jobs asks of the ledger. */
@Injectable()
export class JobViewsRepository {
  constructor(private readonly database: Database) {}

  /** Of that owner, or anybody's when undefined. */
  async find(id: string, ownerId: string | undefined, db: Queryable = this.database): Promise<JobRow | undefined> {
    const rows = await db.query<JobRow>(
      `SELECT ${JOB_COLUMNS} FROM jobs AS j WHERE j.id = $1 AND ($2::uuid IS NULL OR j.created_by = $2)`,
      [id, ownerId ?? null],
      'jobs.by_id_and_owner',
    );
    return rows[0];
  }

  /** Lets one after the other order for an owner, until the transaction ends, so that none is counted twice. */
  async admit(tx: Transaction, ownerId: string, most: number, runAt?: string): Promise<Admission> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('jobs of ' || $1, 0))`, [ownerId], 'jobs.admit');
    const [row] = await tx.query<Admission>(
      `SELECT (SELECT count(*)::int FROM (
           SELECT FROM jobs AS j WHERE j.created_by = $1 AND j.finished_at IS NULL LIMIT $2) AS counted) AS unfinished,
         coalesce($3::timestamptz > now() + interval '1 year', false) AS "isTooFar"`,
      [ownerId, most, runAt ?? null],
      'jobs.admission',
    );
    if (row === undefined) throw new Error('Nothing was counted.');
    return row;
  }

  list(filters: JobFilters, order: JobOrdering, start: JobPageStart): Promise<JobRow[]> {
    return listJobs(this.database, filters, order, start);
  }

  count(filters: JobFilters): Promise<number> {
    return countJobs(this.database, filters);
  }

  /** The longest running first. */
  active(owner: JobOwner): Promise<ActiveRow[]> {
    const values: unknown[] = [];
    const conditions = [`j.status = 'running'`, ...ownedBy(owner, values)];
    return this.database.query<ActiveRow>(
      `SELECT ${JOB_COLUMNS}, w.name AS "workerName", w.seen_at AS "workerSeenAt"
       FROM jobs AS j LEFT JOIN job_workers AS w ON w.id = j.worker_id
       WHERE ${conditions.join(' AND ')}
       ORDER BY j.started_at, j.id LIMIT ${MOST_ACTIVE}`,
      values,
    );
  }

  /** Queues that hold unfinished jobs. */
  queues(): Promise<QueueRow[]> {
    return this.database.query<QueueRow>(
      `SELECT j.queue AS name, count(*) FILTER (WHERE j.status = 'queued')::int AS queued,
         count(*) FILTER (WHERE j.dispatch = 'later')::int AS later,
         count(*) FILTER (WHERE j.status = 'running')::int AS running,
         min(j.run_at) FILTER (WHERE j.dispatch IN ('due', 'sent')) AS "oldestWaiting"
       FROM jobs AS j WHERE j.finished_at IS NULL GROUP BY j.queue`,
    );
  }

  period(from?: string, to?: string): Promise<Period> {
    return periodOf(this.database, from, to);
  }

  figures(owner: JobOwner, period: Period): Promise<FiguresRow[]> {
    return figuresOf(this.database, owner, period);
  }

  ended(owner: JobOwner, period: Period): Promise<number> {
    return endedIn(this.database, owner, period);
  }

  oldestWaiting(owner: JobOwner): Promise<WaitingRow | undefined> {
    return oldestWaiting(this.database, owner);
  }
}
