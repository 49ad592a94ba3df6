import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { AnalyticsRepository } from '../../../src/modules/analytics/analytics.repository';
import { CostlyGate } from '../../../src/modules/analytics/question/costly.gate';
import { AnalyticsService, Filters, Question } from '../../../src/modules/analytics/analytics.service';
import { additiveMetric } from '../../../src/modules/analytics/question/plan';
import { MetricRegistry } from '../../../src/modules/metrics/metric-registry.service';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { makeCalls } from '../../support/figures';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const CALLS = 20_000;
const AGENTS = 200;
const DAY_S = 86_400;
/** 40 calls a day for 500 days. */
const EVERY_S = DAY_S / 40;
const registry = new MetricRegistry();
const metrics = ['calls.v1', 'talk_ratio.v1', 'patience_mean.v1'];
const TIMEZONE = 'UTC';
const MONTH = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-31T00:00:00Z'), timezone: TIMEZONE };
const OF_MONTH = 30 * 40;

describe(`the plans of questions about ${CALLS} calls`, () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let repository: AnalyticsRepository;
  let analytics: AnalyticsService;
  let agentId: string;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await makeCalls(testDatabase, {
      calls: CALLS,
      agents: AGENTS,
      from: '2025-01-01T00:00:00Z',
      everySeconds: EVERY_S,
    });
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    repository = new AnalyticsRepository(explaining(database, testDatabase, explained), registry, new CostlyGate());
    analytics = new AnalyticsService(repository, registry);
    const [agent] = await runSql<{ id: string }>(testDatabase, `SELECT id FROM agents WHERE external_id = 'agent-7'`);
    agentId = agent!.id;
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const scans = () =>
    explained
      .filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'rollup_state')
      .map((node) => node['Relation Name']);
  const tables = () => [...new Set(explained.flatMap((node) => node['Relation Name'] ?? []))].sort();
  const mostRows = () =>
    Math.max(
      ...explained.map((node) => node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0)),
    );
  const ask = (question: Partial<Question>, filters: Partial<Filters>) =>
    analytics.answer({ metrics, dimensions: [], ...question, filters: { ...MONTH, ...filters } });

  it.each<[string, Partial<Question>, Partial<Filters>, string, number]>([
    ['a month', {}, {}, 'day_rollups', 30 * 24],
    ['the days of a month', { dimensions: ['day'] }, {}, 'day_rollups', 30 * 24],
    ['the directions of a month', { dimensions: ['direction'] }, {}, 'day_rollups', 30 * 24],
    [
      'agents by a metric',
      { dimensions: ['agent'], order: { by: 'talk_ratio.v1', descending: true }, limit: 50 },
      { withAgent: true },
      'call_rollups',
      OF_MONTH,
    ],
    ['the days of an agent', { dimensions: ['day'] }, {}, 'call_rollups', 60],
  ])('%s reads the daily sums of that time alone', async (name, question, filters, table, most) => {
    const agent = name.endsWith('of an agent') ? { agentId } : {};
    const answer = await ask(question, { ...filters, ...agent });
    expect(answer.rows.length).toBeGreaterThan(0);
    expect([answer.source, tables(), scans()]).toEqual(['rollup', [table, 'rollup_state'], []]);
    expect(mostRows()).toBeLessThanOrEqual(most);
  });

  it.each<[string, Partial<Question>, Partial<Filters>, number]>([
    ['completed', {}, { status: 'completed' }, OF_MONTH],
    ['days of another zone', { dimensions: ['day'] }, { timezone: 'Asia/Kathmandu' }, OF_MONTH],
    ['an agent in another zone', {}, { timezone: 'Asia/Kathmandu', agentId: 'the agent' }, 40],
    ['a tag', {}, { tag: 'refund' }, OF_MONTH],
    ['tags', { dimensions: ['tag'] }, {}, 2 * OF_MONTH],
    ['live ones', {}, { status: 'live' }, OF_MONTH / 8],
    ['statuses', { dimensions: ['status'] }, {}, OF_MONTH],
  ])('calls of a month read no others: %s', async (_, question, filters, most) => {
    const answer = await ask(question, { ...filters, ...(filters.agentId !== undefined && { agentId }) });
    expect([answer.source, scans()]).toEqual(['calls', []]);
    expect(answer.totals.values['calls.v1']?.value).toBeGreaterThan(0);
    expect(mostRows()).toBeLessThanOrEqual(most);
  });

  it('a distribution reads the calls of its time alone', async () => {
    const metric = additiveMetric('talk_ratio.v1', registry);
    const { calls, n, counts, edges } = await repository.distribution({ metric, filters: MONTH, buckets: 10 });
    expect(counts.reduce((total, count) => total + count.n, 0)).toBe(n);
    expect([calls > 1_000, edges?.length]).toEqual([true, 11]);
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(OF_MONTH);
    explained.splice(0);
    await repository.distribution({ metric, filters: { ...MONTH, agentId }, buckets: 10 });
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(40);
  });
});
