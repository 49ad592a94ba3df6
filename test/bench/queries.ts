import { Client } from 'pg';
import { archiveOptions, seedArchive } from './archive/archive';
import { BenchResult } from './support/report';
import { rounded } from './support/statistics';
import { Workbench } from './support/workbench';
import { CallFilters, NEWEST_FIRST } from '../../src/modules/calls/call-filters';
import { CallListing, listCalls } from '../../src/modules/calls/call-list.query';
import { CallsRepository } from '../../src/modules/calls/calls.repository';
import type { Database, Queryable } from '../../src/core/database/database';

const REPEATS = 5;
const FIRST: CallListing = { filters: {}, order: NEWEST_FIRST, limit: 50, offset: 0 };

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
}

interface Explained {
  Plan: Plan & { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
  'Execution Time': number;
  'Planning Time': number;
}

interface Finding {
  query: string;
  milliseconds: number;
  planningMs: number;
  blocks: number;
  scans: string[];
}

/**
 * Explains every query of the calls against many of them. A capped count may well read the table in order: it stops at
 * the cap, where nearly every row counts.
 */
export async function benchQueries(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const { calls, agent, callId } = await seedArchive(bench.ownerUrl, archiveOptions(thorough));
  const client = new Client({ connectionString: bench.databaseUrl });
  await client.connect();
  try {
    const findings: Finding[] = [];
    for (const [query, run] of subjects(agent, callId)) findings.push(await explain(client, query, run));
    return toResult(calls, findings);
  } finally {
    await client.end();
  }
}

type Run = (db: Queryable) => Promise<unknown>;

function subjects(agent: string, callId: string): [string, Run][] {
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const filters: [string, CallFilters][] = [
    ['', {}],
    ['status=live', { status: 'live' }],
    ['status=completed', { status: 'completed' }],
    ['agent', { agent }],
    ['agent unknown', { agent: 'nobody' }],
    ['agent, status=live', { agent, status: 'live' }],
    ['agent, from, to', { agent, from: daysAgo(60), to: daysAgo(30) }],
    ['from, to', { from: daysAgo(60), to: daysAgo(30) }],
    ['status=completed, old', { status: 'completed', to: daysAgo(300) }],
    ['customer', { customer: '+49 30 77' }],
    ['tag', { tag: 'billing' }],
    ['tag unknown', { tag: 'nowhere' }],
    ['direction', { direction: 'outbound' }],
    ['minSentiment', { minSentimentE4: 9_900 }],
    ['minShift', { minShiftE4: 15_000 }],
    ['long and unhappy', { minDurationMs: 3_000_000, maxSentimentE4: -9_000 }],
    ['status=live, old', { status: 'live', to: daysAgo(300) }],
  ];
  const repository = (db: Queryable): CallsRepository => new CallsRepository(db as Database);
  const after = { key: daysAgo(365), id: callId };
  const orders = (['durationMs', 'sentiment'] as const).flatMap((by) =>
    [true, false].map((descending) => ({ by, descending })),
  );
  return [
    ...filters.map(([name, filter]): [string, Run] => [
      `list ${name}`,
      (db) => listCalls(db, { ...FIRST, filters: filter }),
    ]),
    ...orders.flatMap((order): [string, Run][] => [
      [`list by ${order.by} ${order.descending ? 'down' : 'up'}`, (db) => listCalls(db, { ...FIRST, order })],
      [`list agent by ${order.by}`, (db) => listCalls(db, { ...FIRST, order, filters: { agent } })],
    ]),
    ['list after a cursor', (db) => listCalls(db, { ...FIRST, after })],
    ['list agent after a cursor', (db) => listCalls(db, { ...FIRST, filters: { agent }, after })],
    ['list offset=10000', (db) => listCalls(db, { ...FIRST, offset: 10_000 })],
    ['call by id', (db) => repository(db).findById(callId)],
    ['heads of 3 calls', (db) => repository(db).heads([callId, callId, callId])],
    ['points after 10', (db) => repository(db).points(callId, 10, 20)],
    ['transcript', (db) => repository(db).transcript(callId, { words: true, vendorSentiment: true })],
  ];
}

/** The best of several: the others measure the neighbours. */
async function explain(client: Client, query: string, run: Run): Promise<Finding> {
  let best: Finding | undefined;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const explained = await capture(client, run);
    const finding = {
      query,
      milliseconds: rounded(explained['Execution Time'], 3),
      planningMs: rounded(explained['Planning Time'], 3),
      blocks: explained.Plan['Shared Hit Blocks'] + explained.Plan['Shared Read Blocks'],
      scans: scansOf(explained.Plan),
    };
    if (best === undefined || finding.milliseconds < best.milliseconds) best = finding;
  }
  return best as Finding;
}

/** Runs a query of the repository as it stands there, explained. */
async function capture(client: Client, run: Run): Promise<Explained> {
  let explained: Explained | undefined;
  await run({
    query: async (text, values = []) => {
      const { rows } = await client.query<{ 'QUERY PLAN': Explained[] }>({
        text: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
        values,
      });
      explained = rows[0]?.['QUERY PLAN'][0];
      return [];
    },
  });
  return explained as Explained;
}

function scansOf(plan: Plan): string[] {
  const inner = (plan.Plans ?? []).flatMap(scansOf);
  if (plan['Index Name'] !== undefined) return [plan['Index Name'], ...inner];
  if (plan['Node Type'] === 'Seq Scan') return [`all of ${plan['Relation Name']}`, ...inner];
  return plan['Node Type'] === 'Sort' ? ['sort', ...inner] : inner;
}

function toResult(calls: number, findings: Finding[]): BenchResult {
  return {
    bench: 'queries',
    table: [
      [`of ${calls} calls`, 'ms', 'planning', 'blocks', 'stands on'],
      ...findings.map(({ query, milliseconds, planningMs, blocks, scans }) => [
        query,
        milliseconds.toFixed(2),
        planningMs.toFixed(2),
        String(blocks),
        scans.join(', '),
      ]),
    ],
    targets: [{ name: 'slowest query, ms', value: Math.max(...findings.map((f) => f.milliseconds)), atMost: 50 }],
    figures: { calls, findings },
    broken: [],
  };
}
