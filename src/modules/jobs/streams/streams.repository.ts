import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';
import { JobNews } from '../../../core/queues/job.events';
import { JobRow } from '../../../core/queues/job-row';

/** A job as far as its stream tells it. */
export interface JobState extends JobNews, Pick<JobRow, 'result' | 'errorCode' | 'errorMessage'> {
  /** Whether the result is too large to be sent, and therefore null. */
  resultOmitted: boolean;
}

/** A job that has ended lately. */
export interface JobEnd {
  id: string;
  createdBy: string;
  version: number;
  /** How long ago it ended, by the clock of the database. */
  agoMs: number;
}

/** `$1` is the largest result that is sent, in bytes. */
const STATE = `j.id, j.created_by AS "createdBy", j.worker_id AS "workerId", j.status, j.version,
  j.progress_current::float8 AS "progressCurrent", j.progress_total::float8 AS "progressTotal",
  j.progress_message AS "progressMessage", j.error_code AS "errorCode", j.error_message AS "errorMessage",
  CASE WHEN octet_length(j.result::text) <= $1::int THEN j.result END AS result,
  COALESCE(octet_length(j.result::text) > $1::int, false) AS "resultOmitted"`;

const LARGEST_RESULT_BYTES = 16_384;

@Injectable()
export class JobStreamsRepository {
  constructor(private readonly database: Database) {}

  async state(id: string): Promise<JobState | undefined> {
    return (await this.states([id]))[0];
  }

  /** Of those that there are. */
  states(ids: string[]): Promise<JobState[]> {
    return this.database.query<JobState>(
      `SELECT ${STATE} FROM jobs AS j WHERE j.id = ANY($2::uuid[])`,
      [LARGEST_RESULT_BYTES, ids],
      'jobs.states',
    );
  }

  /** The jobs of these owners that ended within the last so many seconds. */
  endsOf(owners: string[], seconds: number): Promise<JobEnd[]> {
    return this.database.query<JobEnd>(
      `SELECT j.id, j.created_by AS "createdBy", j.version,
         (extract(epoch FROM now() - j.finished_at) * 1000)::float8 AS "agoMs"
       FROM jobs AS j
       WHERE j.finished_at > now() - make_interval(secs => $2) AND j.created_by = ANY($1::uuid[])`,
      [owners, seconds],
      'jobs.ends_of',
    );
  }
}
