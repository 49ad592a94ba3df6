import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database, Transaction } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { JobFilters, JobOrdering } from '../../../src/modules/jobs/job-filters';
import { JobPageStart } from '../../../src/modules/jobs/job-list.query';
import { JobViewsRepository } from '../../../src/modules/jobs/jobs.repository';
import { SEARCHED_JOBS } from '../../../src/modules/jobs/limits';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const JOBS = 60_000;
const owner = (n: number) => `01990a5c-7f3e-7c1a-9d2b-${String(n).padStart(12, '0')}`;
const [SMALL, LARGE] = [owner(7), owner(1_000)];
const START = `timestamptz '2026-01-01T00:00:00Z'`;
/**
 * Half of them are of one owner and half of 500 others; a job a second. What is rare is oldest, where whoever goes through
 * all finds it last.
 */
const FILL = [
  `INSERT INTO jobs (id, type, queue, status, dispatch, priority, payload, correlation_id, created_by, worker_id,
     created_at, run_at, started_at, finished_at)
   SELECT gen_random_uuid(), CASE WHEN n < 200 THEN 'sample.rare' ELSE 'sample.common' END, 'default', status,
     CASE WHEN status = 'queued' THEN 'due' END, CASE WHEN n < 100 THEN 4 ELSE 2 END, jsonb_build_object('upTo', n), 'r',
     ('01990a5c-7f3e-7c1a-9d2b-' || lpad((CASE WHEN n % 2 = 0 THEN 1000 ELSE n % 1000 END)::text, 12, '0'))::uuid,
     CASE WHEN status <> 'queued' THEN gen_random_uuid() END, at, at,
     CASE WHEN status <> 'queued' THEN at + interval '1 s' END,
     CASE WHEN status NOT IN ('queued', 'running') THEN at + interval '3 s' END
   FROM (SELECT n, ${START} + make_interval(secs => n) AS at,
     CASE WHEN n < 50 THEN 'running' WHEN n < 100 THEN 'cancelled' WHEN n < 200 THEN 'failed' WHEN n < 300 THEN 'queued'
       ELSE 'succeeded' END AS status FROM generate_series(1, ${JOBS}) AS n) AS made`,
  'VACUUM ANALYZE jobs',
];
const NEWEST: JobOrdering = { by: 'createdAt', descending: true };
const orders: JobOrdering[] = (['createdAt', 'finishedAt', 'priority'] as const).flatMap((by) =>
  [true, false].map((descending) => ({ by, descending })),
);

describe(`the plans of the queries over ${JOBS} jobs`, () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let jobs: JobViewsRepository;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    jobs = new JobViewsRepository(explaining(database, testDatabase, explained));
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const page: JobPageStart = { limit: 50, offset: 0 };
  const all: JobFilters = { owner: undefined, words: [] };
  const scans = () => explained.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
  const mostRows = () =>
    Math.max(
      ...explained.map((node) => node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0)),
    );
  const hour = { from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z' };
  const ofSmall = JOBS / 1_000;

  it.each<[string, Partial<JobFilters>, number]>([
    ['all', {}, 51],
    ['an hour', hour, 51],
    ['an owner of few', { owner: SMALL }, ofSmall],
    ['an owner of many', { owner: LARGE }, 110],
    ['a common type', { type: 'sample.common' }, 200],
    ['a rare type', { type: 'sample.rare' }, 199],
    ['a common status', { status: ['succeeded'] }, 51],
    ['what runs', { status: ['running'] }, 151],
    ['what waits', { status: ['queued'] }, 151],
    ['what waits or runs', { status: ['queued', 'running'] }, 151],
    ['what waits or runs of an owner of many', { owner: LARGE, status: ['queued', 'running'] }, 76],
    ['what failed', { status: ['failed'] }, 101],
    ['what failed of an owner of many', { owner: LARGE, status: ['failed'] }, 101],
    ['what was cancelled or failed', { status: ['cancelled', 'failed'] }, 151],
    ['what is critical', { rank: 4 }, 200],
  ])('a page of %s reads few rows', async (_, filters, most) => {
    expect((await jobs.list({ ...all, ...filters }, NEWEST, page)).length).toBeGreaterThan(0);
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(most);
  });

  it.each(orders)('a page of all by %p reads few rows, first or far on', async (order) => {
    const [first] = await jobs.list(all, order, page);
    expect(first).toBeDefined();
    const key = { createdAt: '2026-01-01T12:00:00.000Z', finishedAt: '2026-01-01T12:00:00.000Z', priority: 2 }[
      order.by
    ];
    const far = { ...page, after: { key, id: owner(0) } };
    await jobs.list(all, order, far);
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(202);
  });

  it('jobs that have not ended come last by their end, to the last of them', async () => {
    const order = { by: 'finishedAt', descending: true } as const;
    const filters = { ...all, owner: SMALL };
    const pages = await jobs.list(filters, order, { limit: 200, offset: 0 });
    expect(pages.map(({ finishedAt }) => finishedAt === null)).toEqual(
      pages.map((_, index) => index >= pages.filter((job) => job.finishedAt !== null).length),
    );
    expect(pages).toHaveLength(ofSmall);
  });

  it('a search by words reads no more than it promises', async () => {
    await jobs.list({ ...all, words: ['nowhere'] }, NEWEST, page);
    await jobs.count({ ...all, words: ['nowhere'] });
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(SEARCHED_JOBS);
  });

  it.each<[string, Partial<JobFilters>, number]>([
    ['all', {}, 10_001],
    ['an owner of many', { owner: LARGE }, 10_001],
    ['an owner of few', { owner: SMALL }, ofSmall],
    ['a rare type', { type: 'sample.rare' }, 199],
    ['what failed', { status: ['failed'] }, 100],
  ])('counting %s stops one past the cap', async (_, filters, total) => {
    expect(await jobs.count({ ...all, ...filters })).toBe(total);
    expect(mostRows()).toBeLessThanOrEqual(1.1 * 10_001);
  });

  it('what an owner has unfinished is counted by those alone', async () => {
    const observed = explaining(database, testDatabase, explained) as unknown as Transaction;
    expect((await jobs.admit(observed, LARGE, 1_000)).unfinished).toBe(74);
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(74);
  });

  it('what runs, what waits longest and what lies in queues is read from the unfinished jobs alone', async () => {
    expect(await jobs.active(undefined)).toHaveLength(49);
    expect(await jobs.queues()).toEqual([
      { name: 'default', queued: 100, later: 0, running: 49, oldestWaiting: expect.any(Date) as Date },
    ]);
    expect(await jobs.oldestWaiting(LARGE)).toBeDefined();
    expect(await jobs.oldestWaiting(undefined)).toBeDefined();
    expect(scans().filter((name) => name === 'jobs')).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(149);
  });

  it('figures of an owner of few read his jobs alone', async () => {
    const period = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-31T00:00:00Z') };
    const figures = await jobs.figures(SMALL, period);
    expect(figures.map(({ type, total }) => [type, total])).toContainEqual([null, ofSmall]);
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(2 * ofSmall);
  });

  it('figures read the jobs of their time alone', async () => {
    const period = { from: new Date(hour.from), to: new Date(hour.to) };
    const [figures] = (await jobs.figures(undefined, period)).slice(-1);
    expect(figures).toMatchObject({
      type: null,
      total: 3_600,
      succeeded: 3_600,
      wait: [1_000, 1_000],
      run: [2_000, 2_000],
    });
    expect(await jobs.ended(undefined, period)).toBe(3_600);
    expect(await jobs.ended(SMALL, period)).toBe(4);
    expect(scans()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(2 * 3_600);
  });
});
