import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { AnalyticsRepository } from '../../../src/modules/analytics/analytics.repository';
import { CostlyGate } from '../../../src/modules/analytics/question/costly.gate';
import { AnalyticsService, Dimension, Filters, Question } from '../../../src/modules/analytics/analytics.service';
import { dimensions } from '../../../src/modules/analytics/question/question';
import { MetricRegistry } from '../../../src/modules/metrics/metric-registry.service';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { makeCalls } from '../../support/figures';
import { runSql } from '../../support/rows';
import { seeded } from '../../support/seeded';

const registry = new MetricRegistry();
const ALL = registry.additive.map(({ id }) => id);
/** Where on 2 November 2025 the first hour comes twice: it begins with the earlier one. */
const ZONE = 'America/Havana';
const WINDOW = { from: new Date('2025-11-02T04:00:00Z'), to: new Date('2025-11-13T05:00:00Z'), timezone: ZONE };

describe('questions about calls', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let analytics: AnalyticsService;
  let agentId: string;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, 'UPDATE rollup_state SET timezone = $1', [ZONE]);
    await makeCalls(testDatabase, { calls: 1_000, agents: 12, from: '2025-11-01T00:00:00Z', everySeconds: 1_200 });
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    analytics = new AnalyticsService(new AnalyticsRepository(database, registry, new CostlyGate()), registry);
    const [agent] = await runSql<{ id: string }>(testDatabase, `SELECT id FROM agents WHERE external_id = 'agent-3'`);
    agentId = agent!.id;
  }, 60_000);
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const subsets = dimensions.reduce<Dimension[][]>((all, one) => [...all, ...all.map((set) => [...set, one])], [[]]);

  it('are answered whatever they combine, and from either source alike', async () => {
    const random = seeded(7);
    const some = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
    const sources = new Set<string>();
    for (const set of subsets) {
      const metrics = random() < 0.5 ? ALL : [some(ALL)];
      const by = some([...metrics, ...set, undefined]);
      const filters: Filters = {
        ...WINDOW,
        ...some([{}, {}, { from: new Date('2025-11-02T04:00:01Z') }, { timezone: 'Asia/Kathmandu' }]),
        ...some([{}, {}, { agentId }, { withAgent: true }]),
        ...some([{}, {}, { direction: 'inbound' as const }]),
        ...some([{}, {}, {}, { tag: 'billing' }]),
        ...some([{}, {}, {}, { status: 'live' as const }, { status: 'completed' as const }]),
      };
      const order = by === undefined ? undefined : { by, descending: random() < 0.5 };
      const question: Question = {
        metrics,
        dimensions: set,
        filters,
        order,
        limit: some([undefined, 3]),
        offset: some([0, 1]),
      };
      const answer = await analytics.answer(question);
      sources.add(answer.source);
      if (answer.source !== 'rollup') continue;
      const again = await analytics.answer({ ...question, filters: { ...filters, status: 'completed' } });
      expect(again).toEqual({ ...answer, source: 'calls' });
      expect(answer.totals.rows).toBeGreaterThan(0);
    }
    expect([...sources].sort()).toEqual(['calls', 'rollup']);
  });
});
