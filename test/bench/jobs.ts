import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { signIn } from './support/api';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { quantile, rounded, roundedSpread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { BullOrder, BullRound } from './processes/bare-bull';

const CONCURRENCIES = [1, 10, 50];
const LEAST_SHARE = 0.15;
const SINGLE_JOBS = 200;

interface Case {
  concurrency: number;
  ledger: number[];
  bare: number[];
}

/** Jobs that do nothing: through the ledger against bare Bull, and how soon one is run when nothing else is to do. */
export async function benchJobs(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const bare = await bench.start('bare-bull');
  const database = new Client({ connectionString: bench.databaseUrl });
  await database.connect();
  const api = await bench.start('parley', { environment: { ...bench.environment, PARLEY_ROLE: 'api' } });
  const cases: Case[] = CONCURRENCIES.map((concurrency) => ({ concurrency, ledger: [], bare: [] }));
  for (const { concurrency, ledger, bare: bull } of cases) {
    const jobs = concurrency === 1 ? 1_000 : 5_000;
    const worker = await startWorker(bench, concurrency);
    for (let round = -1; round < (thorough ? 5 : 3); round += 1) {
      const drained = await drainLedger(database, jobs);
      const order: BullOrder = { redisUrl: bench.environment.REDIS_URL ?? '', jobs, concurrency };
      const { jobsPerSecond } = await bare.ask<BullRound>('drain', order);
      if (round < 0) continue;
      ledger.push(drained);
      bull.push(jobsPerSecond);
    }
    await worker.stop();
  }
  const latency = await measureLatency(bench, database, api, bare);
  await database.end();
  await Promise.all([bare, api].map((started) => started.stop()));
  return toResult(cases, latency);
}

function startWorker(bench: Workbench, concurrency: number): Promise<BenchProcess> {
  const environment = {
    ...bench.environment,
    PARLEY_ROLE: 'worker',
    WORKER_PORT: '0',
    JOB_CONCURRENCY: `default=${concurrency}`,
  };
  return bench.start('job-worker', { environment, logFile: bench.logFile(`worker-${concurrency}`) });
}

/** Jobs a second from the first start to the last end, by the clock of Postgres; all of them wait before the first starts. */
async function drainLedger(database: Client, jobs: number): Promise<number> {
  await database.query(`INSERT INTO job_queues (name) VALUES ('default')`);
  await database.query('DELETE FROM jobs');
  await database.query(
    `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, created_by, correlation_id)
     SELECT gen_random_uuid(), 'system.check', 'default', 'due', 2, '{"steps": 0}',
       (SELECT id FROM users WHERE username = 'admin'), 'bench-' || n FROM generate_series(1, $1::int) AS n`,
    [jobs],
  );
  await database.query('ANALYZE jobs');
  await database.query('DELETE FROM job_queues');
  return awaitAll(database, jobs);
}

async function awaitAll(database: Client, jobs: number): Promise<number> {
  for (;;) {
    const { rows } = await database.query<{ ended: number; failed: number; seconds: number }>(
      `SELECT count(*) FILTER (WHERE status = 'succeeded')::int AS ended, count(*) FILTER (WHERE status = 'failed')::int AS failed,
         extract(epoch FROM max(finished_at) - min(started_at))::float8 AS seconds FROM jobs`,
    );
    const { ended, failed, seconds } = rows[0] ?? { ended: 0, failed: 0, seconds: NaN };
    if (failed > 0) throw new Error(`${failed} jobs failed.`);
    if (ended === jobs) return jobs / seconds;
    await sleep(100);
  }
}

interface Latency {
  ledger: number[];
  bare: number[];
}

/** Milliseconds from the order to the run, one job after another: the ledger's by the clock of Postgres. */
async function measureLatency(
  bench: Workbench,
  database: Client,
  server: BenchProcess,
  bare: BenchProcess,
): Promise<Latency> {
  const worker = await startWorker(bench, 10);
  const { url } = await server.ask<{ url: string }>('address');
  const client = await signIn(url, 'admin', 'bench-password');
  await database.query('DELETE FROM jobs');
  for (let number = 1; number <= SINGLE_JOBS; number += 1) {
    await client.post('jobs', { type: 'system.check', payload: { steps: 0 } });
    await awaitAll(database, number);
  }
  const { rows } = await database.query<{ ms: number }>(
    'SELECT extract(epoch FROM started_at - created_at)::float8 * 1000 AS ms FROM jobs',
  );
  await worker.stop();
  const order: BullOrder = { redisUrl: bench.environment.REDIS_URL ?? '', jobs: SINGLE_JOBS, concurrency: 1 };
  return { ledger: rows.map(({ ms }) => ms), bare: await bare.ask<number[]>('latencies', order) };
}

function toResult(cases: Case[], { ledger, bare }: Latency): BenchResult {
  const rows = cases.map(({ concurrency, ledger: ours, bare: bull }) => ({
    concurrency,
    ours: spread(ours),
    bull: spread(bull),
    share: spread(ours.map((rate, round) => rate / (bull[round] ?? NaN))),
  }));
  const [soon, bareSoon] = [ledger, bare].map((taken) => Float64Array.from(taken).sort());
  const at = (sorted: Float64Array | undefined, share: number) => quantile(sorted ?? [], share);
  return {
    bench: 'jobs',
    table: [
      ['', 'ledger', 'bare Bull', 'share'],
      ...rows.map(({ concurrency, ours, bull, share }) => [
        `no-op jobs/s, ${concurrency} at once`,
        spreadText(ours, 0),
        spreadText(bull, 0),
        spreadText(share),
      ]),
      ...[0.5, 0.99].map((share) => [
        `ms from order to run, p${share * 100}`,
        at(soon, share).toFixed(1),
        at(bareSoon, share).toFixed(1),
        '',
      ]),
    ],
    targets: rows.map(({ concurrency, share }) => ({
      name: `times as long as bare Bull for no-op jobs, ${concurrency} at once`,
      value: 1 / share.median,
      atMost: rounded(1 / LEAST_SHARE),
    })),
    figures: {
      rates: rows.map(({ concurrency, ours, bull, share }) => ({
        concurrency,
        ledger: roundedSpread(ours, 0),
        bare: roundedSpread(bull, 0),
        share: roundedSpread(share),
      })),
      latencyMs: {
        ledger: { p50: rounded(at(soon, 0.5)), p99: rounded(at(soon, 0.99)) },
        bare: { p50: rounded(at(bareSoon, 0.5)), p99: rounded(at(bareSoon, 0.99)) },
      },
    },
    broken: [],
  };
}
