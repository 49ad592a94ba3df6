import { Client } from 'pg';
import type { Database } from '../../src/core/database/database';
import { AnalyticsRepository } from '../../src/modules/analytics/analytics.repository';
import { additiveMetric } from '../../src/modules/analytics/question/plan';
import { CostlyGate } from '../../src/modules/analytics/question/costly.gate';
import { AnalyticsService, Filters, Question } from '../../src/modules/analytics/analytics.service';
import { MetricRegistry } from '../../src/modules/metrics/metric-registry.service';
import { addCalls, prepareTables } from './analytics/measured-calls';
import { BenchResult } from './support/report';
import { quantile, rounded } from './support/statistics';
import { Workbench } from './support/workbench';

const DAY_MS = 86_400_000;
const METRICS = ['calls.v1', 'duration.v1', 'sentiment.v1'];

/** What is asked, of the service or, for a histogram, of the query behind it. */
type Asked = { question: Question } | { metric: string; filters: Filters };

interface Subject {
  name: string;
  asked: Asked;
  /** The same numbers, read from the calls by the best index for it; null: nothing to compare with. */
  baseline: string | null;
  /** How many times quicker than that it should be among the most calls. */
  atLeast: number | null;
}

interface Latency {
  p50: number;
  p99: number;
}

interface Measured {
  name: string;
  parley: Latency;
  baseline: Latency | null;
}

/** Answers of analytics among few and many calls, against sums over the table of calls with a covering index. */
export async function benchAnalytics(bench: Workbench, thorough: boolean): Promise<BenchResult> {
  const [few, many] = thorough ? [1_000_000, 5_000_000] : [100_000, 500_000];
  const owner = new Client({ connectionString: bench.ownerUrl });
  await owner.connect();
  try {
    await prepareTables(owner);
    await addCalls(owner, 1, few);
    const first = await measureAll(owner);
    await addCalls(owner, few + 1, many);
    return toResult([few, many], first, await measureAll(owner));
  } finally {
    await owner.end();
  }
}

async function measureAll(client: Client): Promise<Measured[]> {
  const db = {
    query: async (text: string, values: unknown[] = [], name?: string) =>
      (await client.query<Record<string, unknown>>({ text, values, name })).rows,
  };
  const registry = new MetricRegistry();
  const repository = new AnalyticsRepository(db as unknown as Database, registry, new CostlyGate());
  const analytics = new AnalyticsService(repository, registry);
  const ask = (asked: Asked): Promise<unknown> => {
    if ('question' in asked) return analytics.answer(asked.question);
    const metric = additiveMetric(asked.metric, registry);
    return repository.distribution({ metric, filters: asked.filters, buckets: 20 });
  };
  const measured: Measured[] = [];
  for (const { name, asked, baseline } of subjects()) {
    const parley = await latency(() => ask(asked));
    const { from, to } = 'question' in asked ? asked.question.filters : asked.filters;
    const other = baseline === null ? null : await latency(() => client.query(baseline, [from, to]));
    measured.push({ name, parley, baseline: other });
  }
  return measured;
}

function subjects(): Subject[] {
  const to = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  const window = (days: number) => ({ from: new Date(to.getTime() - days * DAY_MS), to, timezone: 'UTC' });
  const daily = `SELECT (started_at AT TIME ZONE 'UTC')::date, count(*), avg(duration_ms), avg(sentiment_final)
    FROM calls WHERE status = 'completed' AND started_at >= $1 AND started_at < $2 GROUP BY 1`;
  return [
    {
      name: 'agent performance, 30 days',
      asked: { question: { metrics: METRICS, dimensions: ['agent'], filters: window(30) } },
      baseline: `SELECT agent_id, count(*), avg(duration_ms), avg(sentiment_final)
        FROM calls WHERE status = 'completed' AND started_at >= $1 AND started_at < $2 GROUP BY 1`,
      atLeast: 4,
    },
    {
      name: 'daily, 90 days',
      asked: { question: { metrics: METRICS, dimensions: ['day'], filters: window(90) } },
      baseline: daily,
      atLeast: 10,
    },
    {
      name: 'daily, 365 days, one total',
      asked: { question: { metrics: ['calls.v1'], dimensions: ['day'], filters: window(365) } },
      baseline: `SELECT (started_at AT TIME ZONE 'UTC')::date, count(*)
        FROM calls WHERE status = 'completed' AND started_at >= $1 AND started_at < $2 GROUP BY 1`,
      atLeast: 100,
    },
    {
      name: 'distribution of the talk ratio, 30 days',
      asked: { metric: 'talk_ratio.v1', filters: window(30) },
      baseline: null,
      atLeast: null,
    },
  ];
}

/** As often as two seconds allow, five times at least. */
async function latency(ask: () => Promise<unknown>): Promise<Latency> {
  await ask();
  const times: number[] = [];
  const end = performance.now() + 2_000;
  while (times.length < 5 || (performance.now() < end && times.length < 300)) {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
  }
  const sorted = Float64Array.from(times).sort();
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

function toResult([few, many]: number[], first: Measured[], second: Measured[]): BenchResult {
  const rows = second.map((measured, index) => ({
    ...measured,
    growth: measured.parley.p50 / (first[index]?.parley.p50 ?? NaN),
  }));
  const gain = ({ parley, baseline }: Measured) => (baseline === null ? NaN : baseline.p50 / parley.p50);
  return {
    bench: 'analytics',
    table: [
      [`ms, among ${many} calls`, 'p50', 'p99', `p50 to that of ${few}`, 'from the calls p50', 'times quicker'],
      ...rows.map((row) => [
        ...[row.name, row.parley.p50.toFixed(1), row.parley.p99.toFixed(1), row.growth.toFixed(2)],
        ...[row.baseline?.p50.toFixed(1) ?? '', row.baseline === null ? '' : gain(row).toFixed(1)],
      ]),
    ],
    targets: [
      ...rows.map(({ name, growth }) => ({ name: `${name}: growth`, value: growth, atMost: 1.2 })),
      ...subjects().flatMap(({ name, atLeast }, index) => {
        const value = 1 / gain(rows[index] as Measured);
        const title = `${name}: part of the time that the calls take`;
        return atLeast === null ? [] : [{ name: title, value, atMost: rounded(1 / atLeast, 4) }];
      }),
    ],
    figures: { few: first, many: second },
    broken: [],
  };
}
