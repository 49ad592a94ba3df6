import { Injectable } from '@nestjs/common';
import { Database, Queryable, Transaction } from '../../core/database/database';
import { JOB_COLUMNS, JobRow } from '../../core/queues/job-row';
import { JobFilters, JobOrdering } from './job-filters';
import { countJobs, JobPageStart, listJobs } from './job-list.query';

/** What a new job has to be measured by. */
export interface Admission {
  /** Unfinished jobs of the owner, counted up to the given most. */
  unfinished: number;
  /** Whether it is ordered for later than a year from now. */
  isTooFar: boolean;
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
}
