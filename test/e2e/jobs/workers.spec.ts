import { join } from 'node:path';
import { testRedisUrl } from '../../support/app';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { ledgerRow, order, untilStatus } from '../../support/job-ledger';
import { FROM_SOURCES, ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { runSql } from '../../support/rows';
import { effectsOf, makeTrialTable, trial, TrialPayload } from '../../support/trial-jobs';
import { waitFor } from '../../support/wait-for';

const WORKER = [process.execPath, ...FROM_SOURCES, join(__dirname, '../../support/trial-worker.ts')];
const LEASE_MS = 1_000;
const GRACE_MS = 700;

describe('workers, each a process', () => {
  let database: TestDatabase;
  let workers: Record<'first' | 'second', ParleyProcess>;
  /** The one that has not been killed. */
  let left: 'first' | 'second';

  beforeAll(async () => {
    database = await createTestDatabase();
    await makeTrialTable(database);
    const [first, second] = await Promise.all([start('first'), start('second')]);
    workers = { first, second };
  }, 60_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await database.drop();
  }, 60_000);

  const give = async (payload: TrialPayload) => (await order(database, trial, [payload]))[0] as string;
  const effects = (id: string) => effectsOf(database, id);

  test('one that stood still for longer than its lease cannot commit, and another has done the work', async () => {
    const id = await give({ act: 'commit_late', ms: 500, note: 'done' });
    await waitFor('it to begin', async () => (await effects(id)).length);
    const { frozen } = await holderOf(id);
    frozen.signal('SIGSTOP');
    await waitFor('another to do it', async () => (await effects(id)).includes('done'), 20_000);
    frozen.signal('SIGCONT');
    const row = await untilStatus(database, id, 'succeeded');
    expect(row).toMatchObject({ attempts: 1, starts: 2, crashes: 1 });
    // It is heard of again, and runs jobs again: what it was at has ended by then.
    const more = await order(database, trial, Array<TrialPayload>(30).fill({ act: 'wait', ms: 200 }));
    for (const one of more) await untilStatus(database, one, 'succeeded');
    expect(await effects(id)).toEqual(['begun', 'begun', 'done']);
  }, 60_000);

  test('children end with a worker that is killed', async () => {
    const id = await give({ act: 'spawn' });
    const [effect = ''] = await waitFor(
      'the children',
      () => effects(id),
      10_000,
      (found) => found.length > 0,
    );
    const pids = effect.split(' ').slice(0, 2).map(Number);
    const { name, frozen: killed } = await holderOf(id);
    expect(pids.every(isAlive)).toBe(true);
    await killed.kill();
    await waitFor('the children to be gone', () => !pids.some(isAlive), 2_000);
    await runSql(database, `UPDATE jobs SET status = 'cancelled', dispatch = NULL, finished_at = now() WHERE id = $1`, [
      id,
    ]);
    left = name === 'first' ? 'second' : 'first';
  }, 60_000);

  test('one that is stopped begins nothing more, lets its jobs end, and hands back what does not', async () => {
    const name = left;
    const [short = '', long = ''] = await order(database, trial, [
      { act: 'wait', ms: 500 },
      { act: 'wait', ms: 4_000 },
    ]);
    for (const id of [short, long]) await untilStatus(database, id, 'running');
    workers[name].signal('SIGTERM');
    await runSql(database, 'SELECT pg_sleep(0.1)');
    const late = await order(database, trial, Array<TrialPayload>(5).fill({ act: 'succeed' }));
    expect(await workers[name].exit(10_000)).toEqual({ code: 0, signal: null });
    expect(await ledgerRow(database, short)).toMatchObject({ status: 'succeeded', attempts: 1 });
    const back = { status: 'queued', attempts: 0, starts: 1, crashes: 0, error_code: null, worker_id: null };
    expect(await ledgerRow(database, long)).toMatchObject(back);
    for (const id of late) expect(await ledgerRow(database, id)).toMatchObject({ status: 'queued', starts: 0 });
    expect(await runSql(database, 'SELECT FROM job_workers WHERE name = $1', [name])).toEqual([]);
    workers.first = await start('first');
    for (const id of [...late, long]) await untilStatus(database, id, 'succeeded', 20_000);
    expect(await effects(long)).toEqual(['wait']);
  }, 60_000);

  test('a job that kills three of them is given up, and the others are done', async () => {
    const [poison = '', ...others] = await order(database, trial, [
      { act: 'kill_the_process' },
      ...Array<TrialPayload>(15).fill({ act: 'wait', ms: 50 }),
    ]);
    let stopped = false;
    const reviving = (async () => {
      while (!stopped) {
        await workers.first.exit(60_000).catch(() => undefined);
        if (!stopped) workers.first = await start('first');
      }
    })();
    const row = await untilStatus(database, poison, 'failed', 60_000);
    expect(row).toMatchObject({ error_code: 'job.worker_lost', crashes: 3, starts: 3 });
    for (const id of others) {
      await untilStatus(database, id, 'succeeded', 20_000);
      expect(await effects(id)).toEqual(['wait']);
    }
    stopped = true;
    await stopStartedProcesses();
    await reviving;
  }, 120_000);

  async function start(name: string): Promise<ParleyProcess> {
    const worker = ParleyProcess.startCommand(WORKER, {
      ...{ PATH: process.env.PATH ?? '', SWC_NODE_PROJECT: join(__dirname, '../../../tsconfig.json') },
      ...{ NODE_ENV: 'test', PARLEY_ROLE: 'worker', WORKER_PORT: '0', LOG_LEVEL: 'warn', INSTANCE_NAME: name },
      ...{ DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl, REDIS_URL: await testRedisUrl() },
      ...{ JOB_POLL_MS: '200', JOB_LEASE_MS: `${LEASE_MS}`, JOB_GRACE_MS: `${GRACE_MS}`, PROBE_INTERVAL_MS: '200' },
    });
    await worker.ready();
    const registered = () => runSql(database, 'SELECT FROM job_workers WHERE name = $1', [name]);
    await waitFor('it to register', registered, 10_000, (rows) => rows.length > 0);
    return worker;
  }

  async function holderOf(id: string) {
    const [row] = await runSql<{ name: 'first' | 'second' }>(
      database,
      'SELECT w.name FROM job_workers AS w JOIN jobs AS j ON j.worker_id = w.id WHERE j.id = $1',
      [id],
    );
    const name = row?.name ?? 'first';
    return { name, frozen: workers[name] };
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
