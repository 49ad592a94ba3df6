import { Database, Queryable } from '../../src/core/database/database';
import { uuidv7 } from '../../src/core/database/ids';
import { JOB_COLUMNS, JobRow } from '../../src/core/queues/job-row';
import { JobStatus } from '../../src/core/queues/job-type';
import { JobChanged } from '../../src/core/queues/job.events';
import { TestApp } from './app';

export interface JobChange {
  status?: JobStatus;
  current?: number;
  total?: number;
  message?: string;
  result?: object;
  error?: { code: string; message: string };
}

/** A job that no worker takes: it is queued for a time that never comes, or held by a worker that never dies. */
export async function makeJob({ app }: TestApp, ownerId: string | null, change: JobChange = {}): Promise<string> {
  const id = uuidv7();
  const database = app.get(Database);
  await database.query(
    `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, created_by, correlation_id, run_at)
     VALUES ($1, 'test.job', 'default', 'later', 2, '{}', $2, 'test', now() + interval '1 year')`,
    [id, ownerId],
  );
  if (Object.keys(change).length > 0) await changeSilently(database, id, change);
  return id;
}

/** Changes the row and says so in that process, as the runner does. */
export async function changeJob({ app }: TestApp, id: string, change: JobChange): Promise<JobRow> {
  return app.get(Database).transaction(async (tx) => {
    const job = await changeSilently(tx, id, change);
    tx.publish(new JobChanged(job));
    return job;
  });
}

/** Changes the row, and nobody hears of it. */
export async function changeSilently(db: Queryable, id: string, change: JobChange): Promise<JobRow> {
  const { status, current, total, message, result, error } = change;
  const [job] = await db.query<JobRow>(
    `UPDATE jobs AS j SET status = s.status, version = version + 1, worker_id = $9::uuid,
       dispatch = CASE WHEN s.status = 'queued' THEN 'later' END, run_at = now() + interval '1 year',
       finished_at = CASE WHEN s.status IN ('queued', 'running') THEN NULL ELSE now() END,
       progress_current = COALESCE($3, progress_current), progress_total = COALESCE($4, progress_total),
       progress_message = COALESCE($5, progress_message), result = $6, error_code = $7, error_message = $8
     FROM (SELECT COALESCE($2, status) AS status FROM jobs WHERE id = $1) AS s
     WHERE j.id = $1 RETURNING ${JOB_COLUMNS}`,
    [
      id,
      status,
      current,
      total,
      message,
      result && JSON.stringify(result),
      error?.code,
      error?.message,
      await worker(db),
    ],
  );
  if (job === undefined) throw new Error(`There is no job ${id}.`);
  return job;
}

const WORKER = uuidv7();

async function worker(db: Queryable): Promise<string> {
  await db.query(
    `INSERT INTO job_workers (id, name, concurrency, seen_at) VALUES ($1, 'test', '{}', now() + interval '1 year')
     ON CONFLICT (id) DO NOTHING`,
    [WORKER],
  );
  return WORKER;
}
