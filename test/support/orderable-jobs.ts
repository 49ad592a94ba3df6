import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { uuidv7 } from '../../src/core/database/ids';
import { defineJob } from '../../src/core/queues/job-type';
import { TestDatabase } from './database';
import { runSql } from './rows';

export class CountingPayload {
  @IsInt()
  @Min(1)
  @Max(1_000)
  upTo!: number;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  note?: string;
}

export class CountingResult {
  counted!: number;
}

/** A type of job that users may order. It has no processor here: its jobs stay queued. */
export const counting = defineJob({
  type: 'sample.counting',
  title: 'Counting',
  permission: 'jobs.own',
  orderable: true,
  payload: CountingPayload,
  result: CountingResult,
  example: { upTo: 10 },
});

/** One that admins alone may order. */
export const purging = defineJob({
  ...counting,
  type: 'sample.purging',
  title: 'Purging',
  queue: 'maintenance',
  permission: 'calls.delete',
});

/** One that `POST /jobs` does not take. */
export const hidden = defineJob({ ...counting, type: 'sample.hidden', title: 'Hidden', orderable: false });

export const orderableJobs = { jobTypes: [counting, purging, hidden], modules: [] };

/** Columns of `jobs` besides those that every row needs. */
export type JobColumns = Record<string, unknown>;

/** Writes a job as it would be at some point of its life; queued for much later unless the columns say otherwise. */
export async function storeJob(database: TestDatabase, columns: JobColumns = {}): Promise<string> {
  const finished = ['succeeded', 'failed', 'cancelled'].includes(String(columns['status']));
  const row: JobColumns = {
    ...{ id: uuidv7(), type: counting.type, queue: 'default', status: 'queued', priority: 2, payload: { upTo: 3 } },
    ...(columns['status'] === undefined ? { dispatch: 'later', run_at: '2099-01-01T00:00:00Z' } : {}),
    ...(columns['status'] === 'running' ? { worker_id: uuidv7(), started_at: new Date() } : {}),
    ...(finished ? { finished_at: new Date() } : {}),
    correlation_id: 'a-request',
    ...columns,
  };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  const values = Object.values(row);
  await runSql(database, `INSERT INTO jobs (${names.join(', ')}) VALUES (${places.join(', ')})`, values);
  return String(row['id']);
}
