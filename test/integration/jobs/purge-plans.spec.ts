import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { PurgeRepository } from '../../../src/modules/jobs/housekeeping/purge.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { countRows, runSql } from '../../support/rows';

const FILL = [
  `INSERT INTO jobs (id, type, queue, status, priority, payload, correlation_id, finished_at)
   SELECT md5('job' || n)::uuid, 'test', 'default', 'succeeded', 2, '{}', 'test',
     now() - make_interval(days => CASE WHEN n <= 3000 THEN 100 ELSE 1 END, secs => n) FROM generate_series(1, 20000) AS n`,
  // Of one old job 2,500, and of a thousand that stay forty each.
  `INSERT INTO bulk_rejections (job_id, line, code, reason)
   SELECT md5('job7')::uuid, n, 'code', 'reason' FROM generate_series(1, 2500) AS n UNION ALL
   SELECT md5('job' || 5000 + j)::uuid, n, 'code', 'reason' FROM generate_series(1, 1000) AS j, generate_series(1, 40) AS n`,
  'ANALYZE',
];

describe('the purge of jobs over 20,000 of them', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
  }, 60_000);
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  it('reads by indices what it deletes, and no more', async () => {
    const plan: PlanNode[] = [];
    await new PurgeRepository(explaining(database, testDatabase, plan)).deleteJobs(30, 1_000);
    expect(plan.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])).toEqual([]);
    const read = plan.map((node) => node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0));
    expect(Math.max(...read)).toBeLessThanOrEqual(1_000);
    const jobs = new PurgeRepository(database);
    for (let left = 1; left > 0;) left = Object.values(await jobs.deleteJobs(30, 1_000)).reduce((a, b) => a + b);
    expect(await countRows(testDatabase, 'jobs')).toBe(17_000);
    expect(await countRows(testDatabase, 'bulk_rejections')).toBe(40_000);
  });
});
