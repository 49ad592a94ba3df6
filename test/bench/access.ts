import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from './support/api';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { roundedSpread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { Load, LoadResult } from './processes/http-load';

const LIMITER_TARGET = 1.15;
const CONNECTIONS = 16;

/** Processor time of an authenticated GET that is limited, against the same handler exempt from the limits. */
export async function benchAccess(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const parley = await bench.start('parley', { environment: bench.environment, logFile: bench.logFile('access') });
  const load = await bench.start('http-load');
  const { url } = await parley.ask<{ url: string }>('address');
  const { token } = await signIn(url, 'admin', 'bench-password');
  const measure = (path: string, requests: number) =>
    microsecondsPerRequest(parley, load, {
      url: `${url}/api/v1/${path}`,
      headers: { authorization: `Bearer ${token}` },
      requests,
      connections: CONNECTIONS,
    });
  const [rounds, requests] = thorough ? [25, 5_000] : [9, 2_500];
  const [exempt, limited]: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round += 1) {
    const without = await measure('probe/unlimited', requests);
    const within = await measure('probe', requests);
    if (round < 0) continue;
    exempt.push(without);
    limited.push(within);
  }
  await Promise.all([parley, load].map((started) => started.stop()));
  // Neighbours on the machine slow down a whole round, so each figure is compared with the other one of its round.
  const ratio = spread(limited.map((used, round) => used / (exempt[round] ?? NaN)));
  return {
    bench: 'access',
    table: [
      ['server CPU per GET', 'microseconds', 'ratio'],
      ['exempt from the limits', spreadText(spread(exempt), 0), ''],
      ['limited', spreadText(spread(limited), 0), spreadText(ratio)],
    ],
    targets: [{ name: 'CPU of a limited request against an exempt one', value: ratio.median, atMost: LIMITER_TARGET }],
    figures: {
      exempt: roundedSpread(spread(exempt), 0),
      limited: roundedSpread(spread(limited), 0),
      ratio: roundedSpread(ratio),
    },
    broken: [],
  };
}

async function microsecondsPerRequest(server: BenchProcess, load: BenchProcess, order: Load): Promise<number> {
  const before = await server.ask<number>('cpu');
  const { failed, body } = await load.ask<LoadResult>('run', order);
  await sleep(20);
  const after = await server.ask<number>('cpu');
  if (failed > 0) throw new Error(`${failed} of ${order.requests} requests to ${order.url} failed: ${body}`);
  return (after - before) / order.requests;
}
