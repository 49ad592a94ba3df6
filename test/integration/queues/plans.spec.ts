import { uuidv7 } from '../../../src/core/database/ids';
import { JobGaugesRepository } from '../../../src/core/queues/relay/job-gauges.repository';
import { ReconcilerRepository } from '../../../src/core/queues/relay/reconciler.repository';
import { FIRST_OWNER, RelayRepository } from '../../../src/core/queues/relay/relay.repository';
import { testRedisUrl } from '../../support/app';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { LedgerProcess, startLedger } from '../../support/ledger';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const WINDOWS = { default: 50, ingest: 5, maintenance: 2 };
const BACKLOG = 100_000;
const OTHERS = 1_000;
const ENDED = 20_000;
const [ONE_OWNER, WORKER] = [uuidv7(), uuidv7()];
/** One owner with a hundred thousand due jobs, a thousand with three each, many that ended, and a full window. */
const FILL = [
  `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, created_by, correlation_id, run_at)
   SELECT gen_random_uuid(), 'test', 'default', 'due', 1 + n % 4, '{}', '${ONE_OWNER}', 'test', now() - make_interval(secs => n)
   FROM generate_series(1, ${BACKLOG}) AS n`,
  `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, created_by, correlation_id)
   SELECT gen_random_uuid(), 'test', 'default', 'due', 2, '{}', owner, 'test'
   FROM (SELECT gen_random_uuid() AS owner FROM generate_series(1, ${OTHERS})) AS owners, generate_series(1, 3)`,
  `INSERT INTO jobs (id, type, queue, status, priority, payload, correlation_id, finished_at)
   SELECT gen_random_uuid(), 'test', 'default', 'succeeded', 2, '{}', 'test', now() FROM generate_series(1, ${ENDED})`,
  `INSERT INTO jobs (id, type, queue, status, priority, payload, correlation_id, worker_id, started_at)
   SELECT gen_random_uuid(), 'test', 'default', 'running', 2, '{}', 'test', '${WORKER}', now() FROM generate_series(1, 10)`,
  `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, correlation_id, sent_at)
   SELECT gen_random_uuid(), 'test', 'default', 'sent', 2, '{}', 'test', now() - interval '1 minute' FROM generate_series(1, 20)`,
  'ANALYZE jobs',
];

describe('the plans of the relay over a backlog of 100,000 jobs', () => {
  let testDatabase: TestDatabase;
  let ledger: LedgerProcess;
  let plan: PlanNode[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    ledger = await startLedger(testDatabase, await testRedisUrl());
  }, 60_000);
  beforeEach(() => {
    plan = [];
  });
  afterAll(async () => {
    await ledger.close();
    await testDatabase.drop();
  });

  const observed = () => explaining(ledger.database, testDatabase, plan);
  /** Rows that were read, at most: no scan of all that waits can hide in that. */
  const expectFewRows = (most: number) => {
    const read = plan
      .filter((node) => node['Relation Name'] !== undefined)
      .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']);
    expect(read.length).toBeGreaterThan(0);
    expect(read.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(most);
    expect(plan.filter((n) => n['Node Type'] === 'Seq Scan' && n['Relation Name'] === 'jobs')).toEqual([]);
  };

  it('mark what fits in, with the first owners of the turn and no more', async () => {
    const marked = await new RelayRepository(ledger.database).mark(observed(), 'default', 50, FIRST_OWNER);
    // The plan was taken by a first run, which filled the window.
    expect(marked).toHaveLength(0);
    expectFewRows(1_000);
    const sent = await runSql<{ owner: string }>(
      testDatabase,
      `SELECT created_by AS owner FROM jobs WHERE sent_at > now() - interval '30 seconds'`,
    );
    expect(sent).toHaveLength(20);
    expect(new Set(sent.map(({ owner }) => owner)).size).toBe(20);
  });

  it('mark what fits in of the one who has most', async () => {
    await runSql(testDatabase, `UPDATE jobs SET dispatch = 'later' WHERE dispatch = 'due' AND created_by <> $1`, [
      ONE_OWNER,
    ]);
    await runSql(testDatabase, `UPDATE jobs SET dispatch = 'due' WHERE dispatch = 'sent'`);
    await new RelayRepository(ledger.database).mark(observed(), 'default', 50, FIRST_OWNER);
    expectFewRows(2_000);
  });

  it('look for queues with room', async () => {
    await new RelayRepository(observed()).refillable({ ...WINDOWS, default: 500 });
    expectFewRows(500);
  });

  it('look after the ledger', async () => {
    const repository = new ReconcilerRepository(observed());
    await repository.survey(15_000);
    await repository.sent('default');
    expectFewRows(500);
  });

  it('let become due what has', async () => {
    await runSql(testDatabase, `UPDATE jobs SET dispatch = 'later' WHERE dispatch = 'due' AND created_by <> $1`, [
      ONE_OWNER,
    ]);
    await new RelayRepository(observed()).promote();
    expectFewRows(10_000);
  });

  it('count what is unfinished without reading what has ended', async () => {
    await new JobGaugesRepository(observed()).read();
    // Each due job is counted once, over its index; the others that wait or run are few.
    expectFewRows(BACKLOG + 10_000);
  });
});
