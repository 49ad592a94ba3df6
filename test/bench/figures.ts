import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { NewCall, toNewCall } from '../../src/modules/calls/new-call';
import { writeBulkFile } from './archive/bulk-file';
import type { IngestOrder, IngestRound } from './processes/bulk-worker';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { roundedSpread, Spread, spread } from './support/statistics';
import { Workbench } from './support/workbench';

/** What is kept of a call's numbers while it is stored. */
const ways = ['nothing', 'figures', 'figures and sums'] as const;
type Way = (typeof ways)[number];

/** Milliseconds a call in one round, by what is kept. */
type Round = Record<Way, { bulk: number; single: number }>;

/** What it costs to keep the figures of each call and their sums by day, in bulk and one by one: rounds in turns. */
export async function benchFigures(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const [calls, singles, rounds] = thorough ? [10_000, 1_000, 7] : [4_000, 400, 5];
  const directory = mkdtempSync(join(tmpdir(), 'parley-bench-figures-'));
  const client = new Client({ connectionString: bench.ownerUrl });
  await client.connect();
  const environment = { ...bench.environment, WORKER_PORT: '0', STORAGE_DIR: join(directory, 'files') };
  const worker = await bench.start('bulk-worker', { environment, logFile: bench.logFile('figures') });
  try {
    const path = join(directory, 'rows');
    await writeBulkFile(path, calls);
    const rows = readFileSync(path, 'utf8').split('\n').slice(0, singles);
    const given = rows.map((row) => ({ ...toNewCall(JSON.parse(row) as never), externalId: null }));
    const load = { path, calls, given };
    await runRound(worker, client, load);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await runRound(worker, client, load));
    return toResult(measured);
  } finally {
    await worker.stop();
    await client.query('ALTER TABLE call_figures ENABLE TRIGGER USER');
    await client.end();
    rmSync(directory, { recursive: true });
  }
}

async function runRound(
  worker: BenchProcess,
  client: Client,
  load: { path: string; calls: number; given: NewCall[] },
): Promise<Round> {
  const round: Partial<Round> = {};
  for (const way of ways) {
    await client.query('TRUNCATE calls, agents, search_languages, call_rollups, day_rollups CASCADE');
    await client.query(`ALTER TABLE call_figures ${way === 'figures' ? 'DISABLE' : 'ENABLE'} TRIGGER USER`);
    await worker.ask('keepFigures', way !== 'nothing');
    const order: IngestOrder = { path: load.path, rows: load.calls };
    const { seconds } = await worker.ask<IngestRound>('ingest', order);
    const single = await worker.ask<number>('create', load.given);
    round[way] = { bulk: (seconds / load.calls) * 1e3, single: (single / load.given.length) * 1e3 };
  }
  return round as Round;
}

function toResult(rounds: Round[]): BenchResult {
  const of = (way: Way, kind: 'bulk' | 'single') => spread(rounds.map((round) => round[way][kind]));
  const ratio = (way: Way, kind: 'bulk' | 'single'): Spread =>
    spread(rounds.map((round) => round[way][kind] / round.nothing[kind]));
  const line = (way: Way) => [
    way,
    ...(['bulk', 'single'] as const).flatMap((kind) => [spreadText(of(way, kind)), spreadText(ratio(way, kind))]),
  ];
  return {
    bench: 'figures',
    table: [['kept', 'bulk ms/call', 'ratio', 'one by one ms/call', 'ratio'], ...ways.map(line)],
    targets: [
      {
        name: 'bulk ingest with figures and sums / without',
        value: ratio('figures and sums', 'bulk').median,
        atMost: 1.15,
      },
    ],
    figures: {
      rounds: rounds.length,
      bulk: Object.fromEntries(ways.map((way) => [way, roundedSpread(of(way, 'bulk'), 3)])),
      single: Object.fromEntries(ways.map((way) => [way, roundedSpread(of(way, 'single'), 3)])),
    },
    broken: [],
  };
}
