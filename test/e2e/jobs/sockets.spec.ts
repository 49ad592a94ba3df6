import { uuidv7 } from '../../../src/core/database/ids';
import { Database } from '../../../src/core/database/database';
import { JobControl } from '../../../src/core/queues/control/job-control';
import { Account, makeAccount } from '../../support/accounts';
import { tokenFor } from '../../support/people';
import { makeKey } from '../../support/api-keys';
import { startTestApp, TestApp } from '../../support/app';
import { changeJob, changeSilently, makeJob } from '../../support/job-rows';
import { closeJobSockets, JobSocket } from '../../support/job-socket';
import { dataOf, errorOf, upTo } from '../../support/call-socket';

jest.setTimeout(30_000);

/** So slow that nothing can be owed to it. */
const NEVER = { STREAM_POLL_MS: '600000' };
const AWAY = 'redis://127.0.0.1:1/0';

describe('jobs that sockets of two processes follow', () => {
  let here: TestApp;
  let there: TestApp;
  /** Without Redis: it hears of nothing, and is as good as its looks at the rows. */
  let deaf: TestApp;
  let owner: Account;
  let admin: string;

  beforeAll(async () => {
    here = await startTestApp(NEVER);
    there = await startTestApp(NEVER, here.database);
    deaf = await startTestApp({ REDIS_URL: AWAY }, here.database);
    owner = await makeAccount(here, 'owner', 'user');
    admin = tokenFor(here, 'admin');
  }, 90_000);
  afterEach(() => closeJobSockets());
  afterAll(async () => {
    await Promise.all([there.close(), deaf.close()]);
    await here.close();
  });

  const connect = (parley: TestApp, token = owner.token) => JobSocket.connect(parley.url, { token });
  const run = (current: number) => ({ status: 'running' as const, current, total: 1_000, message: `at ${current}` });

  it('get where the job stands, each change of it with a rising version, and its end, on both', async () => {
    const id = await makeJob(here, owner.id, run(10));
    const sockets = [await connect(here), await connect(there), await connect(there, admin)];
    for (const socket of sockets) {
      expect(await socket.subscribe(id.toUpperCase())).toEqual({
        ...{ jobId: id, version: 2, status: 'running', result: null, error: null },
        progress: { current: 10, total: 1_000, percent: 1, message: 'at 10' },
      });
    }
    for (const step of [20, 30, 40]) {
      const { version } = await changeJob(step === 30 ? there : here, id, run(step));
      for (const socket of sockets) await socket.reaches(id, version);
    }
    await changeJob(there, id, { status: 'succeeded', current: 1_000, result: { done: true } });
    const end = { jobId: id, status: 'succeeded', result: { done: true }, error: null };
    const progress = { current: 1_000, total: 1_000, percent: 100, message: 'at 40' };
    for (const socket of sockets) {
      expect(await socket.events('job_finished', id)).toEqual([end]);
      expect(socket.versions(id)).toEqual([3, 4, 5, 6]);
      expect(socket.of(id).slice(-2)).toMatchObject([
        { event: 'job_progress', payload: { jobId: id, version: 6, status: 'succeeded', progress } },
        { event: 'job_finished' },
      ]);
    }
  });

  it('get at most ten events a second of hundreds of changes, the last among them, and nothing after the end', async () => {
    const id = await makeJob(here, owner.id, run(0));
    const sockets = [await connect(here), await connect(there)];
    for (const socket of sockets) await socket.subscribe(id);
    const begun = performance.now();
    for (const step of upTo(250)) await changeJob(here, id, run(step));
    for (const socket of sockets) await socket.reaches(id, 252);
    const seconds = (performance.now() - begun) / 1_000;
    await changeJob(here, id, { status: 'failed', error: { code: 'test.broken', message: 'It broke.' } });
    for (const socket of sockets) await socket.events('job_finished', id);
    const another = await changeJob(here, id, run(5));
    for (const socket of sockets) {
      const [end] = await socket.events('job_finished', id);
      expect(end).toMatchObject({
        status: 'failed',
        result: null,
        error: { code: 'test.broken', message: 'It broke.' },
      });
      const versions = socket.versions(id);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      expect(versions.filter((version) => version <= 252).length).toBeLessThanOrEqual(10 * seconds + 1);
      expect(versions.filter((version) => version <= 252).length).toBeGreaterThan(5 * seconds);
      // Whatever would have come of the change before this answer, has come.
      expect(await socket.subscribe(id)).toMatchObject({ version: another.version });
      expect(socket.of(id).at(-1)?.event).toBe('job_finished');
    }
  });

  it('lose nothing of what changes while they subscribe', async () => {
    const id = await makeJob(here, owner.id, run(0));
    for (const _ of upTo(10)) {
      const socket = await connect(there);
      const [{ version }, changed] = await Promise.all([socket.subscribe(id), changeJob(here, id, run(1))]);
      if (version < changed.version) await socket.reaches(id, changed.version);
      expect(socket.versions(id).every((later) => later > version)).toBe(true);
      socket.socket.disconnect();
    }
  });

  it('are told what no hint told, each end once', async () => {
    const database = here.app.get(Database);
    const past = await makeJob(here, owner.id, { status: 'succeeded' });
    await database.query(`UPDATE jobs SET finished_at = now() - interval '3 seconds' WHERE id = $1`, [past]);
    const socket = await connect(deaf);
    const [followed, owned, lost] = [
      await makeJob(here, owner.id, run(0)),
      await makeJob(here, owner.id, run(0)),
      await makeJob(here, null, run(0)),
    ];
    const manager = await connect(deaf, admin);
    for (const id of [followed, lost]) await manager.subscribe(id);
    await socket.subscribe(followed);
    await changeJob(here, followed, run(7));
    for (const one of [socket, manager]) await one.reaches(followed, 3);
    for (const id of [followed, owned]) await changeSilently(database, id, { status: 'succeeded', result: { id } });
    await database.query('DELETE FROM jobs WHERE id = $1', [lost]);
    for (const id of [followed, owned]) {
      expect(await socket.events('job_finished', id)).toMatchObject([{ result: { id } }]);
    }
    expect(await manager.events('job_deleted', lost)).toEqual([{ jobId: lost }]);
    // The ends that are looked for next were found by two looks that found the others again.
    for (const _ of upTo(2)) {
      const next = await makeJob(here, owner.id, run(0));
      await changeSilently(database, next, { status: 'succeeded' });
      await socket.events('job_finished', next);
    }
    for (const id of [followed, owned]) expect(socket.sent('job_finished', id)).toHaveLength(1);
    expect(manager.sent('job_finished', followed)).toHaveLength(1);
    expect(manager.sent('job_finished', owned)).toEqual([]);
    expect(socket.of(past)).toEqual([]);
  });

  it('tell the owner on all his devices, and nobody else, that his job has ended, once however he follows', async () => {
    const [id, silent] = [await makeJob(here, owner.id, run(0)), await makeJob(here, null, run(0))];
    const stranger = await makeAccount(here, 'stranger', 'user');
    const { key } = await makeKey(owner.rest, ['calls.read']);
    const devices = [await connect(here), await connect(there), await connect(there)];
    const others = [await connect(there, stranger.token), await JobSocket.connect(there.url, { apiKey: key })];
    await devices[1]?.subscribe(id);
    const outcome = await here.app.get(Database).transaction((tx) => here.app.get(JobControl).cancel(tx, id));
    expect(outcome).toMatchObject({ job: { status: 'cancelled' } });
    for (const device of devices) await device.events('job_finished', id);
    await changeJob(here, silent, { status: 'succeeded' });
    const after = await makeJob(here, owner.id, run(0));
    await changeJob(here, after, { status: 'succeeded', result: { long: 'x'.repeat(20_000) } });
    for (const device of devices) {
      expect(await device.events('job_finished', after)).toEqual([
        { jobId: after, status: 'succeeded', result: null, error: null, resultOmitted: true },
      ]);
      expect(device.sent('job_finished', id)).toHaveLength(1);
      expect(device.of(silent)).toEqual([]);
    }
    for (const other of others) {
      await other.settle();
      expect(other.pushed).toEqual([]);
    }
  });

  it('find no job of somebody else, of the system or of nobody, and none as a viewer', async () => {
    const stranger = await makeAccount(here, 'another', 'user');
    const foreign = await makeJob(here, stranger.id, run(0));
    const socket = await connect(here);
    for (const jobId of [foreign, await makeJob(here, null, run(0)), uuidv7()]) {
      expect(errorOf(await socket.ask('subscribe', { jobId }))).toMatchObject({ code: 'jobs.not_found' });
    }
    for (const payload of [{}, { jobId: 'x' }, { jobId: foreign, all: true }, [foreign], null]) {
      expect(errorOf(await socket.ask('subscribe', payload))).toMatchObject({ code: 'request.invalid' });
    }
    await changeJob(here, foreign, run(1));
    const viewer = await connect(here, tokenFor(here, 'viewer'));
    expect(errorOf(await viewer.ask('subscribe', { jobId: foreign }))).toMatchObject({ code: 'auth.forbidden' });
    await socket.settle();
    expect([...socket.pushed, ...viewer.pushed]).toEqual([]);
  });

  it('are answered the end of what had ended before, and follow what is run again', async () => {
    const late = await makeAccount(here, 'late', 'user');
    const id = await makeJob(here, late.id, run(0));
    await changeJob(here, id, { status: 'failed', error: { code: 'test.broken', message: 'It broke.' } });
    const socket = await connect(here, late.token);
    const ended = { status: 'failed', version: 3, error: { code: 'test.broken', message: 'It broke.' } };
    expect(await socket.subscribe(id)).toMatchObject(ended);
    await here.app.get(Database).transaction((tx) => here.app.get(JobControl).retry(tx, id));
    expect(await socket.subscribe(id)).toMatchObject({ version: 4, status: 'queued', error: null });
    await changeJob(here, id, { status: 'succeeded' });
    expect(await socket.events('job_finished', id)).toMatchObject([{ status: 'succeeded' }]);
    expect(socket.versions(id)).toEqual([5]);
  });

  it('are told nothing of what they follow no longer, and follow a hundred jobs at most', async () => {
    const socket = await connect(here);
    const [first = '', ...rest] = await Promise.all(upTo(101).map(() => makeJob(here, owner.id, run(0))));
    await socket.subscribe(first);
    expect(dataOf(await socket.ask('unsubscribe', { jobId: first }))).toEqual({ jobId: first });
    const answers = await Promise.all(rest.map((jobId) => socket.subscribe(jobId)));
    expect(answers).toHaveLength(100);
    expect(errorOf(await socket.ask('subscribe', { jobId: first }))).toMatchObject({
      code: 'jobs.too_many_subscriptions',
    });
    await socket.subscribe(rest[0] ?? '');
    await changeJob(here, first, run(1));
    await changeJob(here, rest[0] ?? '', run(1));
    await socket.reaches(rest[0] ?? '', 3);
    expect(socket.of(first)).toEqual([]);
    await socket.ask('unsubscribe', { jobId: rest[0] });
    expect(await socket.subscribe(first)).toMatchObject({ version: 3 });
  });
});
