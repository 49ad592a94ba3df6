import { setTimeout as sleep } from 'node:timers/promises';
import { archiveOptions, seedArchive } from './archive/archive';
import { signIn } from './support/api';
import { BenchProcess } from './support/bench-process';
import { BenchResult, spreadText } from './support/report';
import { quantile, rounded, roundedSpread, Spread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { Load, LoadResult } from './processes/http-load';

const CPU_TARGET = 1.2;
const SEARCH_TARGET = 3;
const ROUNDS = 5;
/** The first page of everything, by which the others are judged. */
const UNFILTERED = 'GET /calls?limit=50';

interface Subject {
  name: string;
  server: BenchProcess;
  url: string;
  headers: Record<string, string>;
}

interface Measured {
  name: string;
  cpu: Spread;
  /** Server CPU against Express and raw `pg`, by round. */
  ratio: Spread;
  p50: number;
  p99: number;
}

/** Searches as people type them: rare and common words, several, a phrase, the start of a word. */
const SEARCHES = ['phone', 'thank', 'card account', '"thank you"', 'refun*', 'disappointed -great', 'xylophone'];
const FILTERS = [
  'status=completed',
  'agent=seeded-7',
  'tag=billing',
  'direction=outbound',
  'sort=-durationMs',
  'sort=sentiment',
];

/** Lists of 50 calls and searches in their transcripts, among many calls. */
export async function benchLists(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const archive = await seedArchive(bench.ownerUrl, archiveOptions(thorough));
  const bare = await bench.start('bare-list', { environment: bench.environment });
  const parley = await bench.start('parley', { environment: bench.environment, logFile: bench.logFile('lists') });
  const load = await bench.start('http-load');
  const subjects = await prepareSubjects(bare, parley);
  const cpu = subjects.map((): number[] => []);
  const latencies = subjects.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const used = await measure(subject, load, thorough ? 600 : 300);
      if (round < 0) continue;
      cpu[index]?.push(used.cpuMicroseconds);
      latencies[index]?.push(...used.latencies);
    }
  }
  await Promise.all([bare, parley, load].map((started) => started.stop()));
  const measured = subjects.map(({ name }, index): Measured => {
    const own = cpu[index] ?? [];
    const sorted = Float64Array.from(latencies[index] ?? []).sort();
    const ratio = spread(own.map((used, round) => used / (cpu[0]?.[round] ?? NaN)));
    return { name, cpu: spread(own), ratio, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
  });
  return toResult(`${archive.calls} calls, ${archive.utterances} utterances`, measured);
}

async function prepareSubjects(bare: BenchProcess, parley: BenchProcess): Promise<Subject[]> {
  const bareUrl = (await bare.ask<{ url: string }>('address')).url;
  const { url } = await parley.ask<{ url: string }>('address');
  const { token } = await signIn(url, 'admin', 'bench-password');
  const headers = { authorization: `Bearer ${token}` };
  const on = (name: string, query: string): Subject => ({
    name,
    server: parley,
    url: `${url}/api/v1/calls?limit=50&${query}`,
    headers,
  });
  return [
    { name: 'Express and raw pg', server: bare, url: bareUrl, headers: {} },
    on(UNFILTERED, ''),
    ...FILTERS.map((query) => on(query, query)),
    ...SEARCHES.map((words) => on(`q=${words}`, `q=${encodeURIComponent(words)}`)),
  ];
}

async function measure({ name, server, url, headers }: Subject, load: BenchProcess, requests: number) {
  const before = await server.ask<number>('cpu');
  const order: Load = { url, headers, requests, connections: 2 };
  const { failed, body, latencies } = await load.ask<LoadResult>('run', order);
  await sleep(20);
  const after = await server.ask<number>('cpu');
  if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} requests failed: ${body}`);
  return { cpuMicroseconds: (after - before) / requests, latencies };
}

function toResult(subject: string, measured: Measured[]): BenchResult {
  const unfiltered = measured.find(({ name }) => name === UNFILTERED) as Measured;
  const searches = measured.filter(({ name }) => name.startsWith('q='));
  const slowest = Math.max(...searches.map(({ p99 }) => p99));
  return {
    bench: 'lists',
    table: [
      [`among ${subject}`, 'server CPU, microseconds', 'ratio to bare', 'p50 ms', 'p99 ms', 'p99 to unfiltered'],
      ...measured.map(({ name, cpu, ratio, p50, p99 }) => [
        ...[name, spreadText(cpu, 0), spreadText(ratio)],
        ...[p50.toFixed(1), p99.toFixed(1), (p99 / unfiltered.p99).toFixed(2)],
      ]),
    ],
    targets: [
      { name: 'CPU of GET /calls against Express and raw pg', value: unfiltered.ratio.median, atMost: CPU_TARGET },
      {
        name: 'p99 of the slowest search against the unfiltered page',
        value: slowest / unfiltered.p99,
        atMost: SEARCH_TARGET,
      },
    ],
    figures: {
      subjects: measured.map(({ name, cpu, ratio, p50, p99 }) => ({
        ...{ name, cpuMicroseconds: roundedSpread(cpu, 0), ratio: roundedSpread(ratio) },
        ...{ p50: rounded(p50, 2), p99: rounded(p99, 2) },
      })),
    },
    broken: [],
  };
}
