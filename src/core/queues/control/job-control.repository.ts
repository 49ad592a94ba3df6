import { Injectable } from '@nestjs/common';
import { Queryable } from '../../database/database';
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

@Injectable()
export class JobControlRepository {
  /** Undefined when there is no such job, or none in a status that allows it. Waits for whoever holds the row. */
  async change(db: Queryable, id: string, transition: JobTransition): Promise<JobRow | undefined> {
    const rows = await db.query<JobRow>(CHANGES[transition], [id, jobTransitions[transition].from]);
    return rows[0];
  }

  async statusOf(db: Queryable, id: string): Promise<JobStatus | undefined> {
    const rows = await db.query<{ status: JobStatus }>('SELECT status FROM jobs WHERE id = $1', [id]);
    return rows[0]?.status;
  }
}
