import { EventBus } from '../../../src/core/events/event-bus';
import { uuidv7 } from '../../../src/core/database/ids';
import { JobsDue } from '../../../src/core/queues/job.events';
import { FIRST_OWNER, RelayRepository } from '../../../src/core/queues/relay/relay.repository';
import { testRedisUrl } from '../../support/app';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { endJobs, LedgerProcess, sentJobs, startLedger, writeJobs } from '../../support/ledger';
import { countRows, runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

describe('the relay from the ledger to Bull', () => {
  let database: TestDatabase;
  let redisUrl: string;
  let one: LedgerProcess;
  let other: LedgerProcess;

  beforeAll(async () => {
    [database, redisUrl] = await Promise.all([createTestDatabase(), testRedisUrl()]);
    [one, other] = await Promise.all([startLedger(database, redisUrl), startLedger(database, redisUrl)]);
  });
  beforeEach(async () => {
    await one.queues.get('default').client.flushdb();
    await runSql(database, 'TRUNCATE jobs, job_queues CASCADE');
  });
  afterAll(async () => {
    await Promise.all([one, other].map((process) => process.close()));
    await database.drop();
  });

  const sentIds = async () => (await sentJobs(database)).map(({ id }) => id);

  it('hands over no more than fifty, under the names of their sendings', async () => {
    await writeJobs(database, { count: 70 });
    expect(await one.relay.refill()).toBe(50);
    expect((await one.waiting()).sort()).toEqual((await sentJobs(database)).map(({ name }) => name).sort());
    expect(await one.relay.refill()).toBe(0);
  });

  it('fills the window again by as many as ended', async () => {
    await writeJobs(database, { count: 70 });
    await one.relay.refill();
    await endJobs(database, (await sentIds()).slice(0, 7));
    expect(await one.relay.refill()).toBe(7);
  });

  it('counts running jobs as in the window', async () => {
    await writeJobs(database, { count: 100 });
    await one.relay.refill();
    const ids = await sentIds();
    await endJobs(database, ids.slice(0, 10));
    await runSql(
      database,
      `UPDATE jobs SET status = 'running', dispatch = NULL, worker_id = $1 WHERE id = ANY($2::uuid[])`,
      [uuidv7(), ids.slice(10, 30)],
    );
    expect(await one.relay.refill()).toBe(10);
  });

  it('gives the next place to whoever has one job, though another has ten thousand older ones', async () => {
    const [many, single] = [uuidv7(), uuidv7()];
    await writeJobs(database, { count: 10_000, owner: many, runInMs: -60_000 });
    await one.relay.refill();
    const [id] = await writeJobs(database, { owner: single });
    await endJobs(database, (await sentIds()).slice(0, 1));
    await one.relay.refill();
    expect(await sentIds()).toContain(id);
  });

  it('lets every owner have a turn before any has a second, whoever there is', async () => {
    const owners = Array.from({ length: 120 }, () => uuidv7());
    for (const owner of owners) await writeJobs(database, { count: 3, owner });
    const served: (string | null | undefined)[] = [];
    while (served.length < 240) {
      await one.relay.refill();
      const sent = new Map((await sentJobs(database)).map(({ name, ...job }) => [name, job]));
      const inTurn = (await one.waiting()).filter((name) => sent.has(name));
      served.push(...inTurn.map((name) => sent.get(name)?.owner));
      await endJobs(
        database,
        [...sent.values()].map(({ id }) => id),
      );
    }
    expect(new Set(served.slice(0, 120)).size).toBe(120);
    expect(new Set(served.slice(120, 240)).size).toBe(120);
  });

  it('takes the jobs of one owner by priority, and has Bull do so as well', async () => {
    await writeJobs(database, { count: 60, priority: 1, runInMs: -60_000 });
    const [critical] = await writeJobs(database, { priority: 4 });
    await one.relay.refill();
    expect(await sentIds()).toContain(critical);
    expect((await one.waiting())[0]).toMatch(critical as string);
  });

  /** Has jobs run, as two slots would: those first that Bull has first. Answers the owner of each, in order. */
  const runTwoAtATime = async (rounds: number, before: (round: number) => Promise<unknown>) => {
    const owners: (string | null)[] = [];
    const begun = new Set<string>();
    const running: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await before(round);
      await one.relay.refill();
      for (const name of (await one.waiting()).filter((next) => !begun.has(next)).slice(0, 2 - running.length)) {
        begun.add(name);
        const id = name.slice(0, 36);
        const [row] = await runSql<{ owner: string | null }>(
          database,
          `UPDATE jobs SET status = 'running', dispatch = NULL, worker_id = $1 WHERE id = $2 RETURNING created_by AS owner`,
          [uuidv7(), id],
        );
        owners.push(row?.owner ?? null);
        running.push(id);
      }
      await endJobs(database, running.splice(0, 1));
    }
    return owners;
  };

  it.each([1, 40])('has a single job run soon, though another owner has fifty in Bull after %d', async (round) => {
    const [many, single] = [uuidv7(), uuidv7()];
    await writeJobs(database, { count: 120, owner: many, runInMs: -60_000 });
    const owners = await runTwoAtATime(round + 5, (now) =>
      now === round ? writeJobs(database, { owner: single }) : Promise.resolve(),
    );
    // Two have begun when the first round ends, and one is begun in each round after that.
    expect(owners.indexOf(single) - round).toBeLessThanOrEqual(3);
    expect(owners).toContain(single);
  });

  it('starves nobody, though new owners come faster than jobs end', async () => {
    const patient = uuidv7();
    await writeJobs(database, { count: 20, owner: patient });
    const owners = await runTwoAtATime(30, () =>
      Promise.all([writeJobs(database, { owner: uuidv7() }), writeJobs(database, { owner: uuidv7() })]),
    );
    expect(owners.filter((owner) => owner === patient).length).toBeGreaterThanOrEqual(3);
  });

  it('lets an urgent job overtake what is in Bull of the same owner', async () => {
    const owner = uuidv7();
    await writeJobs(database, { count: 40, owner, runInMs: -60_000 });
    await one.relay.refill();
    const [urgent] = await writeJobs(database, { owner, priority: 4 });
    await one.relay.refill();
    expect((await one.waiting())[0]).toMatch(urgent as string);
  });

  it('neither exceeds the window nor sends twice when several processes relay at once', async () => {
    // Whoever served others last chooses others: only the lock makes them one window.
    for (let n = 0; n < 40; n += 1) await writeJobs(database, { count: 10, owner: uuidv7() });
    let [sent, most] = [0, 0];
    for (let round = 0; round < 12; round += 1) {
      const relays = [one, other, one, other].map(({ relay }) => relay.refill());
      const counts = await Promise.all(relays);
      sent += counts.reduce((sum, count) => sum + count, 0);
      const ids = await sentIds();
      most = Math.max(most, ids.length);
      await endJobs(database, ids.slice(0, 20));
    }
    expect(most).toBe(50);
    // What ended was sent once, and so was what is still there.
    expect(sent).toBe(50 + 11 * 20);
    expect(await one.waiting()).toHaveLength(sent);
  });

  it('hands nothing over from a paused queue, takes back what has not begun, and goes on where it was', async () => {
    await writeJobs(database, { count: 3 });
    await one.relay.refill();
    const before = await one.waiting();
    const admin = uuidv7();
    expect(await one.database.transaction((tx) => one.queueSwitch.pause(tx, 'default', admin))).toBe(true);
    expect(await one.database.transaction((tx) => one.queueSwitch.pause(tx, 'default', admin))).toBe(false);
    expect(await one.queueSwitch.paused()).toMatchObject([{ name: 'default', pausedBy: admin }]);
    expect(await other.relay.refill()).toBe(0);
    // Nor does one who had seen before the pause that there is room.
    expect(await one.module.get(RelayRepository).mark(one.database, 'default', 50, FIRST_OWNER)).toEqual([]);
    expect(await sentIds()).toEqual([]);
    expect(await one.database.transaction((tx) => one.queueSwitch.resume(tx, 'default'))).toBe(true);
    expect(await other.relay.refill()).toBe(3);
    // Under other names, or Bull would swallow what it still has of the first sending.
    expect((await one.waiting()).filter((name) => !before.includes(name))).toHaveLength(3);
  });

  it('does not send what was cancelled', async () => {
    const [id] = await writeJobs(database);
    await runSql(database, `UPDATE jobs SET status = 'cancelled', dispatch = NULL, finished_at = now() WHERE id = $1`, [
      id,
    ]);
    expect(await one.relay.refill()).toBe(0);
  });

  describe('left to itself', () => {
    const started: LedgerProcess[] = [];
    const start = async (pollMs: string) => {
      const process = await startLedger(database, redisUrl, { JOB_POLL_MS: pollMs });
      started.push(process);
      await process.module.init();
      return process;
    };
    afterEach(() => Promise.all(started.splice(0).map((process) => process.close())));

    it('sends at once what is written in the same process', async () => {
      const { module } = await start('600000');
      await writeJobs(database, { count: 5 });
      module.get(EventBus).publish(new JobsDue());
      await waitFor('the jobs', sentIds, 3_000, (ids) => ids.length === 5);
    });

    it('finds at its poll what nobody told it of, and what has become due', async () => {
      await start('100');
      await writeJobs(database, { dispatch: 'later', runInMs: 400 });
      await writeJobs(database, { dispatch: 'later', runInMs: 600_000 });
      await writeJobs(database);
      await waitFor(
        'two jobs',
        () => one.waiting(),
        5_000,
        (names) => names.length === 2,
      );
      expect(await countRows(database, `jobs WHERE run_at > now()`)).toBe(1);
      expect(await countRows(database, `jobs WHERE dispatch = 'later'`)).toBe(1);
    });

    it('hands each job to one taker, and none after it was told to take no more', async () => {
      const process = await start('100');
      await writeJobs(database, { count: 120 });
      const taken: string[] = [];
      process.queues.consume('default', 10, async (id) => {
        taken.push(id);
        await endJobs(database, [id]);
      });
      await waitFor(
        'all jobs',
        () => taken.length,
        10_000,
        (count) => count === 120,
      );
      await process.queues.pauseLocally();
      await writeJobs(database, { count: 5 });
      await waitFor('more jobs', sentIds, 3_000, (ids) => ids.length === 5);
      await waitFor(
        'them in Bull',
        () => process.waiting(),
        3_000,
        (names) => names.length === 5,
      );
      expect(new Set(taken).size).toBe(120);
      expect(taken).toHaveLength(120);
    });
  });
});
