import { JobDefinition, JobStatus } from '../../src/core/queues/job-type';
import { uuidv7 } from '../../src/core/database/ids';
import { TestDatabase } from './database';
import { runSql } from './rows';
import { waitFor } from './wait-for';

/** What tests look at of a row of `jobs`. */
export interface LedgerRow {
  id: string;
  status: JobStatus;
  dispatch: string | null;
  attempts: number;
  starts: number;
  crashes: number;
  version: number;
  error_code: string | null;
  error_message: string | null;
  worker_id: string | null;
  result: object | null;
  progress_current: string;
}

/** Writes due jobs as if another process had; the poll of any process finds them. */
export async function order(
  database: TestDatabase,
  definition: JobDefinition,
  payloads: object[],
  columns: { created_by?: string; crashes?: number } = {},
): Promise<string[]> {
  const rows = await runSql<{ id: string }>(
    database,
    `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, correlation_id, created_by, crashes)
     SELECT o.id, $2, $3, 'due', 2, o.payload, 'a-trial', $4, $5
     FROM json_to_recordset($1) AS o (id uuid, payload jsonb) RETURNING id`,
    [
      JSON.stringify(payloads.map((payload) => ({ id: uuidv7(), payload }))),
      ...[definition.type, definition.queue, columns.created_by ?? null, columns.crashes ?? 0],
    ],
  );
  return rows.map(({ id }) => id);
}

export async function ledgerRow(database: TestDatabase, id: string): Promise<LedgerRow> {
  const [row] = await runSql<LedgerRow>(database, 'SELECT * FROM jobs WHERE id = $1', [id]);
  if (row === undefined) throw new Error(`There is no job ${id}.`);
  return row;
}

/** Waits until the job is in that status, and answers its row. */
export function untilStatus(
  database: TestDatabase,
  id: string,
  status: JobStatus,
  timeoutMs = 15_000,
): Promise<LedgerRow> {
  return waitFor(
    `a job to be ${status}`,
    () => ledgerRow(database, id),
    timeoutMs,
    (row) => row.status === status,
  );
}
