import { Injectable } from '@nestjs/common';
import { LONG_WORK } from '../../database/data-source';
import { Queryable } from '../../database/database';
import { isLockTimeout } from '../../errors/postgres-errors';
import { JOB_COLUMNS, JobRow } from '../job-row';
import { JobStatus } from '../job-type';
import { JobTransition, jobTransitions } from './job-transitions';

const CHANGES: Record<JobTransition, string> = {
  cancel: `UPDATE jobs AS j SET status = 'cancelled', dispatch = NULL, finished_at = now(), version = j.version + 1
    WHERE j.id = $1 AND j.status = ANY($2::text[]) RETURNING ${JOB_COLUMNS}`,
  retry: `UPDATE jobs AS j SET status = 'queued', dispatch = 'due', run_at = now(), sent_at = NULL, attempts = 0,
      crashes = 0, error_code = NULL, error_message = NULL, worker_id = NULL, started_at = NULL, finished_at = NULL,
      version = j.version + 1
    WHERE j.id = $1 AND j.status = ANY($2::text[]) RETURNING ${JOB_COLUMNS}`,
  remove: `DELETE FROM jobs AS j WHERE j.id = $1 AND j.status = ANY($2::text[]) RETURNING ${JOB_COLUMNS}`,
};

/** How long a run may take to end its open transaction by itself. */
const PATIENCE = '500ms';

@Injectable()
export class JobControlRepository {
  /** Undefined when there is no such job, or none in a status that allows it. Waits for whoever holds the row. */
  async change(db: Queryable, id: string, transition: JobTransition): Promise<JobRow | undefined> {
    const rows = await db.query<JobRow>(CHANGES[transition], [id, jobTransitions[transition].from]);
    return rows[0];
  }

  /**
   * Like `change` to `cancelled`, but waits only for a moment for a transaction of the job's own run, which is void when
   * the job is cancelled; then it is ended, wherever it runs and whether or not its process can be reached.
   */
  async cancel(tx: Queryable, id: string): Promise<JobRow | undefined> {
    await tx.query('SAVEPOINT patience');
    await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [PATIENCE]);
    try {
      const job = await this.change(tx, id, 'cancel');
      await tx.query('SET LOCAL lock_timeout TO DEFAULT');
      return job;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
    }
    await tx.query('ROLLBACK TO SAVEPOINT patience');
    await this.endTransactionOf(tx, id);
    return this.change(tx, id, 'cancel');
  }

  /** A transaction that holds a row stands in its xmax. Only those of runs are ended: no others last. */
  private async endTransactionOf(tx: Queryable, id: string): Promise<void> {
    await tx.query(
      `SELECT pg_terminate_backend(a.pid) FROM jobs AS j
       JOIN pg_locks AS l ON l.locktype = 'transactionid' AND l.granted AND l.transactionid = j.xmax
       JOIN pg_stat_activity AS a ON a.pid = l.pid AND a.application_name = $2 AND a.datname = current_database()
       WHERE j.id = $1 AND j.status = 'running'`,
      [id, LONG_WORK],
    );
  }

  async statusOf(db: Queryable, id: string): Promise<JobStatus | undefined> {
    const rows = await db.query<{ status: JobStatus }>('SELECT status FROM jobs WHERE id = $1', [id]);
    return rows[0]?.status;
  }
}
