import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { JOB_COLUMNS, JobRow } from '../job-row';
import { Outcome } from './outcome';
import { ClaimedJob, Progress, RunFence } from './run-fence';

/** How long a job that may have killed its worker waits for its turn to run alone. */
const SUSPECT_PAUSE = '500 milliseconds';

const STILL_THIS_RUN = `j.status = 'running' AND j.worker_id = f."workerId" AND j.starts = f.starts`;
const FENCE_COLUMNS = `id uuid, "workerId" uuid, starts integer`;
const PROGRESS_COLUMNS = `current bigint, total bigint, message text`;

/** Writes of the runs of this worker; each takes all that is there at the moment. */
@Injectable()
export class RunsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes jobs that wait in Bull run here; answers those that do. Of the jobs that may have killed a worker it takes one,
   * or with `suspectRuns` none.
   */
  claim(ids: string[], workerId: string, suspectRuns: boolean): Promise<ClaimedJob[]> {
    return this.database.query<ClaimedJob>(
      `WITH wanted AS (
         SELECT w.id, w.crashes > 0 AS suspect,
           row_number() OVER (PARTITION BY w.crashes > 0 ORDER BY w.priority DESC, w.id) AS turn
         FROM jobs AS w WHERE w.id = ANY($1::uuid[])
       )
       UPDATE jobs AS j SET status = 'running', dispatch = NULL, worker_id = $2, starts = j.starts + 1,
         attempts = j.attempts + 1, started_at = now(), version = j.version + 1
       FROM wanted AS w
       WHERE j.id = w.id AND j.status = 'queued' AND j.dispatch = 'sent'
         AND (NOT w.suspect OR (w.turn = 1 AND NOT $3::boolean))
         AND NOT EXISTS (SELECT FROM job_queues AS q WHERE q.name = j.queue)
         AND EXISTS (SELECT FROM job_workers AS k WHERE k.id = $2)
       RETURNING ${JOB_COLUMNS}, j.starts, j.crashes, j.checkpoint,
         (SELECT u.role FROM users AS u WHERE u.id = j.created_by AND u.active) AS "ownerRole"`,
      [ids, workerId, suspectRuns],
      'jobs.claim',
    );
  }

  /** Puts off those that could not be claimed because another suspect runs. */
  async putOffSuspects(ids: string[]): Promise<void> {
    await this.database.query(
      `UPDATE jobs SET dispatch = 'later', run_at = now() + interval '${SUSPECT_PAUSE}'
       WHERE id = ANY($1::uuid[]) AND status = 'queued' AND dispatch = 'sent' AND crashes > 0`,
      [ids],
      'jobs.put_off',
    );
  }

  /** Ends runs; answers the jobs of those that still held theirs, but for those whose row is held at the moment. */
  finish(ends: (RunFence & Outcome)[]): Promise<JobRow[]> {
    return this.database.query<JobRow>(
      `WITH free AS (
         SELECT f.* FROM json_to_recordset($1::json) AS f (${FENCE_COLUMNS}, status text, dispatch text, result jsonb,
           "errorCode" text, "errorMessage" text, "delayMs" float8, counts boolean, ${PROGRESS_COLUMNS})
         JOIN jobs AS j ON j.id = f.id WHERE ${STILL_THIS_RUN} FOR UPDATE OF j SKIP LOCKED
       )
       UPDATE jobs AS j SET status = f.status, dispatch = f.dispatch, result = f.result,
         error_code = CASE WHEN f.dispatch IS NULL THEN f."errorCode" ELSE COALESCE(f."errorCode", j.error_code) END,
         error_message =
           CASE WHEN f.dispatch IS NULL THEN f."errorMessage" ELSE COALESCE(f."errorMessage", j.error_message) END,
         run_at = CASE WHEN f.dispatch IS NULL THEN j.run_at ELSE now() + f."delayMs" * interval '1 millisecond' END,
         attempts = j.attempts - CASE WHEN f.counts THEN 0 ELSE 1 END,
         worker_id = CASE WHEN f.dispatch IS NULL THEN j.worker_id END,
         finished_at = CASE WHEN f.dispatch IS NULL THEN now() END,
         progress_current = COALESCE(f.current, j.progress_current),
         progress_total = CASE WHEN f.current IS NULL THEN j.progress_total ELSE f.total END,
         progress_message = CASE WHEN f.current IS NULL THEN j.progress_message ELSE f.message END,
         version = j.version + 1
       FROM free AS f WHERE j.id = f.id AND ${STILL_THIS_RUN} RETURNING ${JOB_COLUMNS}`,
      [JSON.stringify(ends)],
      'jobs.finish',
    );
  }

  /** Which of these runs have their job still. */
  async unfinished(runs: RunFence[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT j.id FROM json_to_recordset($1::json) AS f (${FENCE_COLUMNS})
       JOIN jobs AS j ON j.id = f.id WHERE ${STILL_THIS_RUN}`,
      [JSON.stringify(runs.map(({ id, workerId, starts }) => ({ id, workerId, starts })))],
      'jobs.unfinished',
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Writes how far runs are, but for those whose row is held at the moment; answers the jobs that were written. */
  writeProgress(notes: (RunFence & Progress)[], db: Queryable = this.database): Promise<JobRow[]> {
    return db.query<JobRow>(
      `WITH free AS (
         SELECT f.* FROM json_to_recordset($1::json) AS f (${FENCE_COLUMNS}, ${PROGRESS_COLUMNS})
         JOIN jobs AS j ON j.id = f.id WHERE ${STILL_THIS_RUN} FOR UPDATE OF j SKIP LOCKED
       )
       UPDATE jobs AS j SET progress_current = f.current, progress_total = f.total, progress_message = f.message,
         version = j.version + 1
       FROM free AS f WHERE j.id = f.id AND ${STILL_THIS_RUN} RETURNING ${JOB_COLUMNS}`,
      [JSON.stringify(notes)],
      'jobs.progress',
    );
  }

  /** Keeps the run's hold of its job until the transaction ends; false when it has none any more. */
  async hold(tx: Queryable, { id, workerId, starts }: RunFence): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM jobs WHERE id = $1 AND status = 'running' AND worker_id = $2 AND starts = $3 FOR UPDATE`,
      [id, workerId, starts],
      'jobs.hold',
    );
    return rows.length > 0;
  }

  /** In a transaction that holds the job. */
  async saveCheckpoint(tx: Queryable, id: string, checkpoint: object): Promise<void> {
    await tx.query(
      'UPDATE jobs SET checkpoint = $2, crashes = 0 WHERE id = $1',
      [id, JSON.stringify(checkpoint)],
      'jobs.checkpoint',
    );
  }
}
