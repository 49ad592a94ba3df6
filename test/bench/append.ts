import { Api, signIn } from './support/api';
import { BenchResult, spreadText } from './support/report';
import { roundedSpread, spread } from './support/statistics';
import { Workbench } from './support/workbench';
import type { AppendOrder, AppendRound } from './processes/append-load';

const MANY = 20;

interface Case {
  batch: number;
  calls: number;
  batches: number;
}

interface Measured extends Case {
  rest: number[];
  sql: number[];
}

/** Utterances a second that REST takes, against a bare INSERT of as many rows. */
export async function benchAppend(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const server = await bench.start('parley', { environment: bench.environment, logFile: bench.logFile('append') });
  const load = await bench.start('append-load');
  const { url } = await server.ask<{ url: string }>('address');
  const api = await signIn(url, 'admin', 'bench-password');
  const measured: Measured[] = cases().map((one) => ({ ...one, rest: [], sql: [] }));
  for (let round = -1; round < (thorough ? 5 : 3); round += 1) {
    for (const { rest, sql, calls, batch, batches } of measured) {
      const common = { batch, batches, firstSeq: 1 };
      const viaRest: AppendOrder = { ...common, url, token: api.token, callIds: await newCalls(api, calls) };
      const viaSql: AppendOrder = { ...common, url: bench.databaseUrl, callIds: await newCalls(api, calls) };
      const taken = await load.ask<AppendRound>('run', viaRest);
      const inserted = await load.ask<AppendRound>('run', viaSql);
      if (round < 0) continue;
      rest.push(taken.utterancesPerSecond);
      sql.push(inserted.utterancesPerSecond);
    }
  }
  await Promise.all([load, server].map((started) => started.stop()));
  return toResult(measured);
}

/** One call holds at most 20,000 utterances. */
function cases(): Case[] {
  return [1, MANY].flatMap((calls) => [
    { calls, batch: 1, batches: 400 },
    { calls, batch: 50, batches: 100 },
    { calls, batch: 500, batches: 30 },
  ]);
}

function newCalls(api: Api, count: number): Promise<string[]> {
  const one = async (): Promise<string> => (await api.post<{ id: string }>('calls', { customer: 'bench' })).id;
  return Promise.all(Array.from({ length: count }, one));
}

function toResult(measured: Measured[]): BenchResult {
  const rows = measured.map(({ calls, batch, rest, sql }) => ({
    name: `${calls === 1 ? '1 call' : `${calls} calls`}, ${batch} a batch`,
    rest: spread(rest),
    sql: spread(sql),
    ratio: spread(sql.map((inserted, round) => inserted / (rest[round] ?? NaN))),
  }));
  return {
    bench: 'append',
    table: [
      ['utterances/s', 'REST', 'bare INSERT', 'INSERT / REST'],
      ...rows.map(({ name, rest, sql, ratio }) => [
        name,
        spreadText(rest, 0),
        spreadText(sql, 0),
        spreadText(ratio, 1),
      ]),
    ],
    targets: [],
    figures: {
      cases: rows.map(({ name, rest, sql, ratio }) => ({
        name,
        rest: roundedSpread(rest, 0),
        sql: roundedSpread(sql, 0),
        ratio: roundedSpread(ratio),
      })),
    },
    broken: [],
  };
}
