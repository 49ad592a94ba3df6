import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { signIn } from './support/api';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { roundedSpread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { Load, LoadResult } from './processes/http-load';

const LIMITER_TARGET = 1.15;
const CHECK_TARGET = 1.05;
const CONNECTIONS = 16;
const REVOCATIONS = 100_000;

const WAYS = [
  { name: 'exempt', path: 'probe/unlimited', checked: true },
  { name: 'whole', path: 'probe', checked: true },
  { name: 'unchecked', path: 'probe', checked: false },
] as const;
type Used = Record<(typeof WAYS)[number]['name'], number[]>;

/**
 * Processor time of an authenticated GET, while very many sessions have just ended: against the same handler exempt from
 * the limits, and against the same request without the check whether its session has ended.
 */
export async function benchAccess(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  await endSessions(bench.databaseUrl);
  const parley = await bench.start('parley', { environment: bench.environment, logFile: bench.logFile('access') });
  const load = await bench.start('http-load');
  const live = await parley.ask<number>('revocations');
  if (live < REVOCATIONS) throw new Error(`Only ${live} revocations are in memory.`);
  const { url } = await parley.ask<{ url: string }>('address');
  const { token } = await signIn(url, 'admin', 'bench-password');
  const [rounds, requests] = thorough ? [25, 5_000] : [9, 2_500];
  const measure = async (path: string, checked: boolean) => {
    await parley.ask('check', checked);
    const headers = { authorization: `Bearer ${token}` };
    const order = { url: `${url}/api/v1/${path}`, headers, requests, connections: CONNECTIONS };
    return microsecondsPerRequest(parley, load, order);
  };
  const used: Used = { whole: [], exempt: [], unchecked: [] };
  for (let round = -3; round < rounds; round += 1) {
    // Each comes first, second and last in turn, since what the one before leaves behind is felt.
    for (let place = 0; place < WAYS.length; place += 1) {
      const { name, path, checked } = WAYS[(round + place + WAYS.length) % WAYS.length] as (typeof WAYS)[number];
      const microseconds = await measure(path, checked);
      if (round >= 0) used[name].push(microseconds);
    }
  }
  await Promise.all([parley, load].map((started) => started.stop()));
  return resultOf(used);
}

function resultOf({ whole, exempt, unchecked }: Used): BenchResult {
  // Neighbours on the machine slow down a whole round, so each figure is compared with the others of its round.
  const against = (others: number[]) => spread(whole.map((used, round) => used / (others[round] ?? NaN)));
  const [limiter, check] = [against(exempt), against(unchecked)];
  return {
    bench: 'access',
    table: [
      ['server CPU per GET', 'microseconds', 'the whole against it'],
      ['whole', spreadText(spread(whole), 0), ''],
      ['exempt from the limits', spreadText(spread(exempt), 0), spreadText(limiter)],
      [`without the check of ${REVOCATIONS} revocations`, spreadText(spread(unchecked), 0), spreadText(check)],
    ],
    targets: [
      { name: 'CPU of a limited request against an exempt one', value: limiter.median, atMost: LIMITER_TARGET },
      { name: 'CPU of a request with the check of revocations', value: check.median, atMost: CHECK_TARGET },
    ],
    figures: {
      whole: roundedSpread(spread(whole), 0),
      exempt: roundedSpread(spread(exempt), 0),
      unchecked: roundedSpread(spread(unchecked), 0),
      limiter: roundedSpread(limiter),
      check: roundedSpread(check),
    },
    broken: [],
  };
}

/** As if so many sessions had ended a moment ago: the server reads the rows when it starts. */
async function endSessions(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO revocations (kind, subject_id, expires_at)
     SELECT 'session', gen_random_uuid(), now() + interval '65 minutes' FROM generate_series(1, ${REVOCATIONS})`,
  );
  await client.end();
}

async function microsecondsPerRequest(server: BenchProcess, load: BenchProcess, order: Load): Promise<number> {
  const before = await server.ask<number>('cpu');
  const { failed, body } = await load.ask<LoadResult>('run', order);
  await sleep(20);
  const after = await server.ask<number>('cpu');
  if (failed > 0) throw new Error(`${failed} of ${order.requests} requests to ${order.url} failed: ${body}`);
  return (after - before) / order.requests;
}
