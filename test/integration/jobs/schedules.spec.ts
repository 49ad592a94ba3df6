import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { defineJob } from '../../../src/core/queues/job-type';
import { JobTypes } from '../../../src/core/queues/job-types';
import { Jobs } from '../../../src/core/queues/jobs';
import { JobsRepository } from '../../../src/core/queues/jobs.repository';
import { ScheduleTicker } from '../../../src/core/queues/schedules/schedule-ticker';
import { SchedulesRepository } from '../../../src/core/queues/schedules/schedules.repository';
import { Timetable } from '../../../src/core/queues/schedules/timetable';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { countRows, runSql } from '../../support/rows';

class Nothing {}
const sweep = defineJob({
  type: 'house.sweep',
  title: 'Sweep',
  payload: Nothing,
  result: Nothing,
  permission: 'jobs.manage',
  example: {},
});
const daily = { type: 'house.sweep', payload: {}, cron: '0 0 * * *' };
const types = new JobTypes([sweep], [{ ...daily, name: 'sweep' }]);
const twoOfThem = new JobTypes(
  [sweep],
  ['broken', 'sweep'].map((name) => ({ ...daily, name })),
);

describe('schedules', () => {
  let testDatabase: TestDatabase;
  const databases: Database[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    // Three processes, as far as the database can tell.
    for (let n = 0; n < 3; n += 1) {
      const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
      const events = new EventBus(new Logger(Config.from({ LOG_LEVEL: 'silent' })), new Telemetry());
      databases.push(new Database(await source.initialize(), events));
    }
  }, 30_000);
  beforeEach(() => runSql(testDatabase, 'TRUNCATE jobs, job_schedules CASCADE'));
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.dataSource.destroy()));
    await testDatabase.drop();
  });

  const ticker = (JOB_SCHEDULES = '', process = 0, known = types) => {
    const database = databases[process] as Database;
    const config = Config.from({ LOG_LEVEL: 'silent', JOB_SCHEDULES });
    return new ScheduleTicker(
      new Timetable(known, config),
      new SchedulesRepository(database),
      database,
      new Jobs(new JobsRepository(database)),
      config,
      new Logger(config),
    );
  };
  const jobs = () =>
    runSql<{ type: string; owner: string | null; tick: Date }>(
      testDatabase,
      `SELECT type, created_by AS owner, scheduled_for AS tick FROM jobs WHERE schedule = 'sweep' ORDER BY scheduled_for`,
    );
  /** As if the schedule had been looked at last so long ago. */
  const away = (interval: string) =>
    runSql(
      testDatabase,
      `UPDATE job_schedules SET since = now() - $1::interval, last_tick = CASE WHEN last_tick IS NOT NULL THEN now() - $1::interval END`,
      [interval],
    );
  const midnight = async () =>
    ((await runSql<{ at: Date }>(testDatabase, `SELECT date_trunc('day', now(), 'UTC') AS at`)) as [{ at: Date }])[0]
      .at;

  it('order nothing for the time before they were first seen', async () => {
    const one = ticker();
    for (let n = 0; n < 3; n += 1) await one.tick();
    expect(await jobs()).toEqual([]);
  });

  it('order one job of the system for a tick, however many processes see it at once', async () => {
    await ticker().tick();
    await away('1 day');
    const all = [0, 1, 2].flatMap((process) => Array.from({ length: 5 }, () => ticker('', process)));
    await Promise.all(all.map((one) => one.tick()));
    expect(await jobs()).toEqual([{ type: 'house.sweep', owner: null, tick: await midnight() }]);
  });

  it('order one job for a tick also when the mark of it is lost', async () => {
    await ticker().tick();
    await away('1 day');
    await ticker().tick();
    await away('1 day');
    await ticker('', 1).tick();
    expect(await jobs()).toHaveLength(1);
  });

  it('make up once for ticks that nobody saw, for the last of them', async () => {
    await ticker().tick();
    await away('9 days');
    for (const process of [0, 1, 2, 0]) await ticker('', process).tick();
    expect(await jobs()).toMatchObject([{ tick: await midnight() }]);
    await away('3 days');
    await runSql(testDatabase, `UPDATE jobs SET scheduled_for = scheduled_for - interval '3 days'`);
    await ticker().tick();
    expect(await jobs()).toHaveLength(2);
  });

  it('write the mark and the job together or not at all', async () => {
    await ticker().tick();
    await away('1 day');
    await runSql(testDatabase, 'ALTER TABLE jobs ADD CONSTRAINT refused CHECK (schedule IS NULL)');
    await expect(ticker().tick()).rejects.toThrow('refused');
    await runSql(testDatabase, 'ALTER TABLE jobs DROP CONSTRAINT refused');
    await ticker().tick();
    expect(await jobs()).toHaveLength(1);
  });

  it('keep to their ticks though the job of another cannot be ordered', async () => {
    await ticker('', 0, twoOfThem).tick();
    await away('1 day');
    await runSql(testDatabase, `ALTER TABLE jobs ADD CONSTRAINT refused CHECK (schedule <> 'broken')`);
    await expect(ticker('', 0, twoOfThem).tick()).rejects.toThrow('refused');
    await runSql(testDatabase, 'ALTER TABLE jobs DROP CONSTRAINT refused');
    expect(await jobs()).toHaveLength(1);
  });

  it('order nothing while they are off, and nothing for that time when they are on again', async () => {
    await ticker().tick();
    await ticker('sweep=off').tick();
    await away('2 days');
    await ticker('sweep=off').tick();
    expect(await jobs()).toEqual([]);
    for (let n = 0; n < 3; n += 1) await ticker().tick();
    expect(await jobs()).toEqual([]);
    await away('1 day');
    await ticker().tick();
    expect(await jobs()).toHaveLength(1);
  });

  it('order nothing for the time before they were changed', async () => {
    await ticker().tick();
    await away('2 days');
    for (let n = 0; n < 3; n += 1) await ticker('sweep=0 * * * *').tick();
    expect(await jobs()).toEqual([]);
    await away('2 hours');
    await ticker('sweep=0 * * * *').tick();
    expect(await jobs()).toHaveLength(1);
    expect(await countRows(testDatabase, `job_schedules WHERE cron = '0 * * * *'`)).toBe(1);
  });

  it('tell how long there is nothing to do: until the next tick, and half a minute at most', async () => {
    expect(await ticker().tick()).toBeLessThanOrEqual(30_000);
    expect(await ticker('sweep=off').tick()).toBe(30_000);
    const wait = await ticker('sweep=* * * * *').tick();
    expect(wait).toBeGreaterThanOrEqual(10);
    const [clock] = await runSql<{ left: number }>(
      testDatabase,
      'SELECT 60000 - (extract(epoch FROM clock_timestamp()) * 1000)::bigint % 60000 AS left',
    );
    if (wait < 30_000) expect(wait).toBeGreaterThanOrEqual(Number(clock?.left));
  });
});
