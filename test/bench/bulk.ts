import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { writeBulkFile } from './archive/bulk-file';
import { insertByOrm } from './support/orm-inserts';
import { BenchResult } from './support/report';
import { rounded } from './support/statistics';
import { Workbench } from './support/workbench';
import type { IngestOrder, IngestRound } from './processes/bulk-worker';

const TABLES = ['agents', 'calls', 'utterances', 'call_search', 'search_languages'];
const ORM_CALLS = 2_000;

/** Calls a second of a whole bulk ingest, against COPY and the ORM's insert() of the rows that it made. */
export async function benchBulk(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const calls = thorough ? 100_000 : 10_000;
  const directory = mkdtempSync(join(tmpdir(), 'parley-bench-bulk-'));
  const client = new Client({ connectionString: bench.ownerUrl });
  await client.connect();
  try {
    const ingest = await runIngest(bench, directory, calls, client);
    await dump(client, directory);
    await empty(client);
    const copySeconds = await copyBack(client, directory);
    const ormCalls = Math.min(ORM_CALLS, calls / 2);
    const ormSeconds = await insertByOrm(bench.ownerUrl, ormCalls, (first) => halve(client, first));
    await empty(client);
    return toResult(calls, ingest, copySeconds / calls, ormSeconds / ormCalls);
  } finally {
    await client.end();
    rmSync(directory, { recursive: true });
  }
}

async function runIngest(bench: Workbench, directory: string, calls: number, client: Client): Promise<IngestRound> {
  const environment = {
    ...bench.environment,
    PARLEY_ROLE: 'worker',
    WORKER_PORT: '0',
    STORAGE_DIR: join(directory, 'files'),
  };
  const worker = await bench.start('bulk-worker', { environment, logFile: bench.logFile('bulk') });
  const path = join(directory, 'rows');
  await writeBulkFile(path, calls);
  await empty(client);
  const round = await worker.ask<IngestRound>('ingest', { path, rows: calls } satisfies IngestOrder);
  await worker.stop();
  return round;
}

async function empty(client: Client): Promise<void> {
  await client.query('TRUNCATE calls, agents, search_languages, call_rollups, day_rollups CASCADE');
  await client.query('CHECKPOINT').catch(() => undefined);
}

/** Leaves what an ingest has before it half-way: the larger an index is, the longer takes a row. */
async function halve(client: Client, first: string): Promise<void> {
  await client.query('DELETE FROM calls WHERE id >= $1', [first]);
  await client.query('VACUUM calls, utterances, call_search');
}

async function dump(client: Client, directory: string): Promise<void> {
  for (const table of TABLES) {
    await pipeline(client.query(to(`COPY ${table} TO STDOUT`)), createWriteStream(join(directory, table)));
  }
}

async function copyBack(client: Client, directory: string): Promise<number> {
  const began = performance.now();
  for (const table of TABLES) {
    await pipeline(createReadStream(join(directory, table)), client.query(from(`COPY ${table} FROM STDIN`)));
  }
  return (performance.now() - began) / 1_000;
}

function toResult(calls: number, ingest: IngestRound, copyPerCall: number, ormPerCall: number): BenchResult {
  const { seconds, result, grownMb, longestSliceMs } = ingest;
  const perCall = seconds / calls;
  const rates = { bulk: 1 / perCall, copy: 1 / copyPerCall, orm: 1 / ormPerCall };
  const accepted = result['accepted'] ?? 0;
  return {
    bench: 'bulk',
    table: [
      ['calls/s', 'rate', 'bulk ingest / this'],
      ['bulk ingest', rates.bulk.toFixed(0), ''],
      ['COPY of the same rows', rates.copy.toFixed(0), (rates.bulk / rates.copy).toFixed(2)],
      ['insert() of the ORM, 50 a batch', rates.orm.toFixed(0), (rates.bulk / rates.orm).toFixed(2)],
    ],
    targets: [
      { name: 'COPY of the same rows / bulk ingest', value: rates.copy / rates.bulk, atMost: 3 },
      { name: 'insert() of the ORM / bulk ingest', value: rates.orm / rates.bulk, atMost: rounded(1 / 1.5) },
      { name: 'memory beyond that of an idle worker (MB)', value: grownMb, atMost: 150 },
      { name: 'longest slice of the main thread (ms)', value: longestSliceMs, atMost: 50 },
    ],
    figures: {
      calls,
      callsPerSecond: mapped(rates),
      grownMb: rounded(grownMb),
      longestSliceMs: rounded(longestSliceMs),
    },
    broken: accepted === calls ? [] : [`${accepted} of ${calls} calls were stored.`],
  };
}

function mapped(rates: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, rounded(rate, 0)]));
}
