import { Readable } from 'node:stream';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/core/database/database';
import { uuidv7 } from '../../src/core/database/ids';
import { Jobs } from '../../src/core/queues/jobs';
import { JobRow } from '../../src/core/queues/job-row';
import { JobsRepository } from '../../src/core/queues/jobs.repository';
import { FileStorage } from '../../src/core/storage/file-storage';
import { BulkIngestPayload, BulkIngestResult } from '../../src/modules/calls/bulk/bulk-ingest.dto';
import { bulkIngest } from '../../src/modules/calls/calls.jobs';
import { expectedImports, readDocument } from './call-fixtures';
import { adapterFor } from '../../src/modules/calls/imports/adapters';
import { TestApp } from './app';
import { runSql } from './rows';
import { waitFor } from './wait-for';

/** A directory for stored files. */
export function storageDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'parley-bulk-'));
}

/** The real calls among the fixtures, as POST /calls takes them. */
export function realCalls(): Record<string, unknown>[] {
  return expectedImports().map(({ document, format, roles }) => {
    const content = readDocument(document);
    return JSON.parse(JSON.stringify(adapterFor(format, content).adapt(content, roles).call)) as Record<
      string,
      unknown
    >;
  });
}

/** Rows as they stand in a file: text as it is, anything else as JSON. */
export function asLines(rows: unknown[]): string {
  return rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
}

export async function storeFile({ app }: TestApp, rows: unknown[]): Promise<BulkIngestPayload> {
  const file = `bulk/${uuidv7()}`;
  const { bytes } = await app.get(FileStorage).write(file, Readable.from([Buffer.from(asLines(rows))]));
  return { file, format: 'ndjson', rows: rows.length, bytes };
}

export async function orderIngest(
  { app }: TestApp,
  ownerId: string | null,
  payload: BulkIngestPayload,
): Promise<string> {
  const job = await app.get(Database).transaction((tx) => app.get(Jobs).enqueue(tx, bulkIngest, { payload, ownerId }));
  return (job as JobRow).id;
}

export async function ended({ app }: TestApp, id: string, timeoutMs = 30_000): Promise<JobRow> {
  const row = await waitFor(
    `job ${id} to end`,
    () => app.get(JobsRepository).find(id),
    timeoutMs,
    (job) => job !== undefined && job.finishedAt !== null,
  );
  return row as JobRow;
}

export async function ingested(parley: TestApp, ownerId: string | null, rows: unknown[]): Promise<BulkIngestResult> {
  const id = await orderIngest(parley, ownerId, await storeFile(parley, rows));
  const { status, result, errorMessage } = await ended(parley, id);
  if (status !== 'succeeded') throw new Error(`The ingest ended as ${status}: ${errorMessage}`);
  return result as unknown as BulkIngestResult;
}

/** Calls, utterances and searchable calls that are stored, and calls that lack one of the latter two. */
export async function storedCounts({
  database,
}: TestApp): Promise<Record<'calls' | 'utterances' | 'incomplete', number>> {
  const [row] = await runSql<Record<'calls' | 'utterances' | 'incomplete', number>>(
    database,
    `SELECT (SELECT count(*)::int FROM calls) AS calls, (SELECT count(*)::int FROM utterances) AS utterances,
       (SELECT count(*)::int FROM calls c LEFT JOIN call_search s ON s.call_id = c.id WHERE s.call_id IS NULL
          OR (SELECT count(*) FROM utterances u WHERE u.call_id = c.id) <> c.last_position) AS incomplete`,
  );
  return row as Record<'calls' | 'utterances' | 'incomplete', number>;
}
