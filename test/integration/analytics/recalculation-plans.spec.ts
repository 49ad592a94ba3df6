import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { RollupsRepository } from '../../../src/modules/analytics/recalculation/rollups.repository';
import { WindowRepository } from '../../../src/modules/analytics/recalculation/window.repository';
import { ReportsRepository } from '../../../src/modules/analytics/reports/reports.repository';
import { PurgeRepository } from '../../../src/modules/jobs/housekeeping/purge.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { fillFigures } from '../../support/figure-rows';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const PER_DAY = 40;
const DAYS = 500;
const DAY = { first: '2025-06-01', last: '2025-06-01' };

describe(`the recalculation and the reports over ${DAYS} days`, () => {
  let testDatabase: TestDatabase;
  let database: Database;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    const everyMs = 86_400_000 / PER_DAY;
    await fillFigures(database, { count: PER_DAY * DAYS, from: '2025-01-01T00:00:00Z', everyMs, agents: 20 });
    await runSql(
      testDatabase,
      `INSERT INTO reports (id, kind, first_day, last_day, timezone, job_id, created_at, content)
       SELECT md5('r' || n)::uuid, CASE n % 10 WHEN 0 THEN 'daily_summary' ELSE 'agent_performance' END, '2026-01-01',
         '2026-01-07', 'UTC', md5('j' || n)::uuid, now() - n * interval '1 hour', '{}' FROM generate_series(1, 20000) AS n`,
    );
    await runSql(testDatabase, 'VACUUM ANALYZE');
  }, 60_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const observed = () => explaining(database, testDatabase, explained);
  const scans = () =>
    explained
      .filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'rollup_state')
      .map((node) => node['Relation Name']);
  const mostRows = () =>
    Math.max(
      ...explained.map((node) => node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0)),
    );

  it('compares and tidies a day by what lies around it', async () => {
    const rollups = new RollupsRepository(observed());
    expect(await rollups.differingDays(DAY)).toEqual([]);
    expect(await rollups.drift(DAY, 100)).toEqual({ days: 0, keys: 0, items: [] });
    await rollups.removeEmpty(DAY);
    expect(await rollups.countDays(DAY)).toBe(1);
    expect(await rollups.dayFrom('2025-06-01')).toBe('2025-06-01');
    expect([scans(), mostRows()]).toEqual([[], 3 * PER_DAY]);
  });

  it('looks for calls without figures in their window alone', async () => {
    const windows = new WindowRepository(database);
    const window = await windows.resolve({ from: '2025-06-01', to: '2025-06-01' });
    expect(await new WindowRepository(observed()).unmeasured(window, 1)).toEqual({ missing: 0, outdated: 0 });
    expect([scans(), mostRows()]).toEqual([[], PER_DAY]);
  });

  it('lists reports and forgets old ones by their age', async () => {
    const reports = new ReportsRepository(observed());
    expect(await reports.list(undefined, { limit: 50, offset: 0 })).toHaveLength(51);
    expect(await reports.list('daily_summary', { limit: 50, offset: 0 })).toHaveLength(51);
    await new PurgeRepository(observed()).deleteReports(100);
    expect([scans(), mostRows()]).toEqual([[], 100]);
  });
});
