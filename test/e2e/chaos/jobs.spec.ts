import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { JobRow } from '../../../src/core/queues/job-row';
import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, TestApp, testRedisUrl } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { order } from '../../support/job-ledger';
import { FROM_SOURCES, ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { seeded } from '../../support/seeded';
import { temporaryDirectory } from '../../support/servers';
import { makeTrialTable, STEPS, trial, trialJobs, TrialPayload } from '../../support/trial-jobs';
import { waitFor } from '../../support/wait-for';

const SEED = Number(process.env.CHAOS_SEED ?? String(Date.now() % 1_000_000));
const isLong = process.env.CHAOS_SECONDS !== undefined;
const KILLS = isLong ? 50 : 4;
const JOBS = isLong ? 200 : 40;
const CANCELS = isLong ? 200 : 40;
const WORKER = [process.execPath, ...FROM_SOURCES, join(__dirname, '../../support/trial-worker.ts')];

describe('jobs of workers that nobody spares', () => {
  const next = seeded(SEED);
  const upToMs = (most: number) => new Promise((resolve) => setTimeout(resolve, next() * most));
  const storage = temporaryDirectory();
  let parley: TestApp;
  let admin: Account;

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_ROLE: 'api', STORAGE_DIR: storage }, undefined, trialJobs);
    await makeTrialTable(parley.database);
    admin = await makeAccount(parley, 'chaos', 'admin');
  }, 60_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await parley.close();
  }, 60_000);

  async function startWorker(): Promise<ParleyProcess> {
    const { database } = parley;
    const worker = ParleyProcess.startCommand(WORKER, {
      ...{ PATH: process.env.PATH ?? '', SWC_NODE_PROJECT: join(__dirname, '../../../tsconfig.json') },
      ...{ NODE_ENV: 'test', PARLEY_ROLE: 'worker', WORKER_PORT: '0', LOG_LEVEL: 'error', STORAGE_DIR: storage },
      ...{ DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl, REDIS_URL: await testRedisUrl() },
      ...{ JOB_POLL_MS: '200', JOB_LEASE_MS: '1000', PROBE_INTERVAL_MS: '200' },
    });
    await worker.ready(60_000);
    return worker;
  }

  const effects = () =>
    runSql<{ job_id: string; what: string }>(parley.database, 'SELECT job_id, what FROM trial_effects ORDER BY at');
  const unfinished = () => runSql(parley.database, 'SELECT id, status FROM jobs WHERE finished_at IS NULL');

  it(
    `does each step of ${JOBS} jobs once, though workers are killed at ${KILLS} random points`,
    async () => {
      const workers = await Promise.all([startWorker(), startWorker()]);
      const payload = (): TrialPayload => ({ act: 'go_on', ms: Math.floor(next() * (isLong ? 2_500 : 900)) });
      const ids = await order(parley.database, trial, upTo(JOBS).map(payload));
      for (let kill = 0; kill < KILLS; kill += 1) {
        await upToMs(1_500);
        await workers[kill % 2]?.kill();
        workers[kill % 2] = await startWorker();
      }
      await waitFor('every job to end', unfinished, 120_000, (rows) => rows.length === 0);
      const done = await effects();
      const stepsOf = (id: string) => done.filter(({ job_id }) => job_id === id).map(({ what }) => what);
      expect(ids.map(stepsOf)).toEqual(ids.map(() => upTo(STEPS).map(String)));
      expect(await runSql(parley.database, `SELECT id, error_code FROM jobs WHERE status <> 'succeeded'`)).toEqual([]);
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    (KILLS * 10 + 180) * 1_000,
  );

  it(
    `ends ${CANCELS} jobs at ${CANCELS} random moments for good, with their processes and their files`,
    async () => {
      const worker = await startWorker();
      const cancelled: JobRow[] = [];
      for (let round = 0; round < CANCELS / 10; round += 1) {
        const ids = await order(parley.database, trial, Array<TrialPayload>(10).fill({ act: 'spawn' }));
        await Promise.all(
          ids.map(async (id) => {
            await upToMs(900);
            cancelled.push(expectStatus(await admin.rest.post<JobRow>(`/jobs/${id}/cancel`), 200));
          }),
        );
      }
      expect(new Set(cancelled.map(({ status }) => status))).toEqual(new Set(['cancelled']));
      // What begins its children at this very moment ends them as well.
      const spawned = async () => (await effects()).map(({ what }) => what).filter((what) => what.includes(storage));
      const pids = async () => (await spawned()).flatMap((what) => what.split(' ').slice(0, 2).map(Number));
      await waitFor(
        'the processes to end',
        async () => (await pids()).filter(isAlive),
        2_500,
        (left) => left.length === 0,
      );
      await waitFor(
        'the directories to go',
        () => leftIn(join(storage, 'work')),
        2_500,
        (left) => left.length === 0,
      );
      expect((await spawned()).length).toBeGreaterThan(CANCELS / 10);
      const ends = cancelled.map(({ id, version }) => ({ id, status: 'cancelled', version }));
      const rows = await runSql<{ id: string }>(
        parley.database,
        'SELECT id, status, version FROM jobs WHERE id = ANY($1)',
        [ends.map(({ id }) => id)],
      );
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
      expect(rows.sort(byId)).toEqual(ends.sort(byId));
      await worker.stop();
    },
    (CANCELS + 60) * 1_000,
  );
});

/** Directories of runs, below those of their workers. */
function leftIn(work: string): string[] {
  return readdirSync(work, { withFileTypes: true }).flatMap(({ name }) => readdirSync(join(work, name)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
