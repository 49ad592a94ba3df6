import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';

interface RunTimes {
  waitedMs: number;
  ranMs: number;
}

@Injectable()
export class RunTimesRepository {
  constructor(private readonly database: Database) {}

  /** Of a job that runs, by the clock of the database. */
  async of(jobId: string): Promise<RunTimes> {
    const [times] = await this.database.query<RunTimes>(
      `SELECT greatest(0, extract(epoch FROM started_at - run_at) * 1000)::integer AS "waitedMs",
         (extract(epoch FROM clock_timestamp() - started_at) * 1000)::integer AS "ranMs"
       FROM jobs WHERE id = $1`,
      [jobId],
      'jobs.run_times',
    );
    return times ?? { waitedMs: 0, ranMs: 0 };
  }
}
