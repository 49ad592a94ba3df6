import Redis from 'ioredis';
import { uuidv7 } from '../../../src/core/database/ids';
import { EventBus } from '../../../src/core/events/event-bus';
import { JobsDue } from '../../../src/core/queues/job.events';
import { JobOrder, Jobs } from '../../../src/core/queues/jobs';
import { defineJob } from '../../../src/core/queues/job-type';
import { BullConnections } from '../../../src/core/queues/relay/bull-connections';
import { RelayRepository, FIRST_OWNER } from '../../../src/core/queues/relay/relay.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { LedgerProcess, sentJobs, startLedger, writeJobs } from '../../support/ledger';
import { runSql } from '../../support/rows';
import { TestRedis } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

class Nothing {}
const nothing = defineJob({
  type: 'test.nothing',
  title: 'Nothing',
  payload: Nothing,
  result: Nothing,
  permission: 'jobs.own',
  example: {},
});

describe('the ledger heals', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let one: LedgerProcess;

  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), TestRedis.create()]);
    one = await startLedger(database, redis.url);
  });
  beforeEach(async () => {
    await client().flushall();
    await runSql(database, 'TRUNCATE jobs, job_queues CASCADE');
    // The first look after Redis has come restores everything; these tests are about the others.
    await one.reconciler.look();
  });
  afterAll(async () => {
    await one.close();
    await redis.remove();
    await database.drop();
  });

  const client = (): Redis => one.queues.get('default').client;
  const names = async () => (await sentJobs(database)).map(({ name }) => name).sort();
  /** Marks all that is due as handed over long ago, without handing it over, as if the process had died in between. */
  const markOnly = async () => {
    await one.database.transaction((tx) => one.module.get(RelayRepository).mark(tx, 'default', 50, FIRST_OWNER));
    await runSql(database, `UPDATE jobs SET sent_at = sent_at - interval '6 seconds' WHERE dispatch = 'sent'`);
    return names();
  };

  it('what a process had marked when it died goes to Bull', async () => {
    await writeJobs(database, { count: 3 });
    const marked = await markOnly();
    await one.reconciler.look();
    expect((await one.waiting()).sort()).toEqual(marked);
  });

  it('what Redis lost is added again, once, and nothing that it has', async () => {
    await writeJobs(database, { count: 3 });
    const marked = await markOnly();
    await one.reconciler.look();
    await client().flushall();
    await one.reconciler.look();
    await one.reconciler.look();
    expect((await one.waiting()).sort()).toEqual(marked);
  });

  it('leaves alone what was handed over just now, beside what was long ago', async () => {
    await writeJobs(database);
    const old = await markOnly();
    await writeJobs(database, { count: 3 });
    await one.relay.refill();
    await client().flushall();
    await one.reconciler.look();
    expect(await one.waiting()).toEqual(old);
  });

  it('adds nothing of a paused queue', async () => {
    await writeJobs(database);
    await markOnly();
    await runSql(database, `INSERT INTO job_queues (name) VALUES ('default')`);
    await one.reconciler.look();
    expect(await one.waiting()).toEqual([]);
  });

  it('what somebody took who died before it began is sent anew, when it was seen so twice', async () => {
    await writeJobs(database);
    const [old] = await markOnly();
    await one.reconciler.look();
    const queue = one.queues.get('default');
    await client().rpoplpush(queue.toKey('wait'), queue.toKey('active'));
    await one.reconciler.look();
    expect(await one.waiting()).toEqual([]);
    await one.reconciler.look();
    expect(await one.waiting()).toEqual(await names());
    expect(await names()).not.toEqual([old]);
  });

  it('what Redis lost in a restart is added as soon as it is back, however young', async () => {
    const process = await startLedger(database, redis.url, { JOB_POLL_MS: '600000' });
    try {
      await process.module.init();
      await writeJobs(database, { count: 3 });
      process.module.get(EventBus).publish(new JobsDue());
      await waitFor(
        'the jobs in Bull',
        () => one.waiting(),
        5_000,
        (waiting) => waiting.length === 3,
      );
      await client().flushall();
      process.module.get(BullConnections).adding.disconnect(true);
      await waitFor(
        'the jobs in Bull again',
        () => one.waiting(),
        5_000,
        (waiting) => waiting.length === 3,
      );
    } finally {
      await process.close();
    }
  });

  it('orders are taken as ever while Redis is down, and go out when it is back', async () => {
    const process = await startLedger(database, redis.url, { JOB_POLL_MS: '600000' });
    try {
      await process.module.init();
      await redis.kill();
      const order: JobOrder<Nothing> = { payload: {}, ownerId: uuidv7() };
      const start = performance.now();
      await process.database.transaction((tx) => process.module.get(Jobs).enqueue(tx, nothing, order));
      expect(performance.now() - start).toBeLessThan(1_000);
      await redis.start();
      await waitFor(
        'the job in Bull',
        () => one.waiting(),
        8_000,
        (waiting) => waiting.length === 1,
      );
    } finally {
      await process.close();
    }
  });
});
