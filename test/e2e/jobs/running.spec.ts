import { existsSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { JobControl } from '../../../src/core/queues/control/job-control';
import { JobRow } from '../../../src/core/queues/job-row';
import { JobChanged } from '../../../src/core/queues/job.events';
import { JobRunner } from '../../../src/core/queues/running/job-runner';
import { makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { ledgerRow, order, untilStatus } from '../../support/job-ledger';
import { runSql } from '../../support/rows';
import { atOnce, effectsOf, makeTrialTable, trial, trialJobs, TrialPayload } from '../../support/trial-jobs';
import { waitFor } from '../../support/wait-for';

const SOFT_MS = 1_000;
const HARD_MS = 1_500;

describe('a worker', () => {
  const storage = mkdtempSync(join(tmpdir(), 'parley-work-'));
  const seen: JobRow[] = [];
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp(
      {
        ...{ PARLEY_ROLE: 'worker', STORAGE_DIR: storage, JOB_POLL_MS: '200', JOB_CONCURRENCY: 'default=20' },
        ...{ JOB_SOFT_LIMIT_MS: `${SOFT_MS}`, JOB_HARD_LIMIT_MS: `${HARD_MS}`, JOB_GRACE_MS: '0' },
      },
      undefined,
      trialJobs,
    );
    await makeTrialTable(parley.database);
    parley.app.get(EventBus).subscribe(JobChanged, 'test', ({ job }) => void seen.push(job));
  }, 30_000);
  afterAll(async () => {
    await parley.close();
    rmSync(storage, { recursive: true, force: true });
  });

  const give = async (payload: TrialPayload, columns = {}) =>
    (await order(parley.database, trial, [payload], columns))[0] as string;
  const until = (id: string, status: Parameters<typeof untilStatus>[2]) => untilStatus(parley.database, id, status);
  const effects = (id: string) => effectsOf(parley.database, id);
  const control = () => parley.app.get(JobControl);
  const inTransaction: Database['transaction'] = (work) => parley.app.get(Database).transaction(work);

  test('tries a job again that failed, and does its work once', async () => {
    const id = await give({ act: 'fail_twice' });
    expect(await until(id, 'succeeded')).toMatchObject({
      attempts: 3,
      starts: 3,
      result: { attempt: 3 },
      error_code: null,
    });
    expect(await effects(id)).toEqual(['fail_twice']);
  });

  test('gives a job up that fails each time, without telling why to anybody but the log', async () => {
    const id = await give({ act: 'fail' });
    const message = 'Something went wrong on our side.';
    expect(await until(id, 'failed')).toMatchObject({ attempts: 3, error_code: 'job.failed', error_message: message });
  });

  test('does not try again what was refused for good', async () => {
    const id = await give({ act: 'fail_for_good' });
    const error = { error_code: 'trial.refused', error_message: 'It cannot be done.' };
    expect(await until(id, 'failed')).toMatchObject({ attempts: 1, ...error });
  });

  test('lets a job fail alone whose result cannot be stored', async () => {
    const jobs: TrialPayload[] = [{ act: 'answer_a_nul' }, { act: 'succeed' }, { act: 'succeed' }];
    const [bad = '', ...good] = await order(parley.database, trial, jobs);
    expect(await until(bad, 'failed')).toMatchObject({ error_message: 'Its result could not be stored.' });
    for (const id of good) await until(id, 'succeeded');
  });

  test('runs nothing for an owner who may not, or is not there', async () => {
    const viewer = await makeAccount(parley, 'a.viewer', 'viewer');
    const left = await makeAccount(parley, 'who.left', 'user');
    await runSql(parley.database, 'UPDATE users SET active = false WHERE id = $1', [left.id]);
    const stays = await makeAccount(parley, 'who.stays', 'user');
    for (const { id: created_by } of [viewer, left]) {
      const id = await give({ act: 'succeed' }, { created_by });
      expect(await until(id, 'failed')).toMatchObject({ error_code: 'job.owner_not_permitted' });
      expect(await effects(id)).toEqual([]);
    }
    await until(await give({ act: 'succeed' }, { created_by: stays.id }), 'succeeded');
  });

  test('asks a job to stop that takes too long, and gives it another chance', async () => {
    const id = await give({ act: 'wait', ms: 30_000 });
    const waiting = () => ledgerRow(parley.database, id);
    const row = await waitFor(
      'the first run to end',
      waiting,
      5_000,
      ({ starts, error_code }) => starts > 1 || !!error_code,
    );
    expect(row).toMatchObject({ error_code: 'job.timed_out' });
    await inTransaction((tx) => control().cancel(tx, id));
  });

  test('gives a job up that does not stop when asked, and takes others in its place', async () => {
    const id = await give({ act: 'ignore_the_signal', ms: HARD_MS + 600 });
    expect(await until(id, 'failed')).toMatchObject({ attempts: 1, error_code: 'job.timed_out' });
    await waitFor('it to come back after all', () => atOnce.now === 0);
    expect(await effects(id)).toEqual([]);
  });

  test.each(['hold_the_row', 'hold_the_row_in_postgres'] as const)(
    'ends the transaction of a job that it gives up, so that nothing of it stays: %s',
    async (act) => {
      const id = await give({ act, ms: HARD_MS + 3_000 });
      const begun = performance.now();
      expect(await until(id, 'failed')).toMatchObject({ attempts: 1, error_code: 'job.timed_out' });
      expect(performance.now() - begun).toBeLessThan(HARD_MS + 2_000);
      await waitFor('it to come back after all', () => atOnce.now === 0);
      expect(await effects(id)).toEqual([]);
    },
  );

  test('ends others while somebody holds the row of one, and that one after it', async () => {
    const waits = Array<TrialPayload>(2).fill({ act: 'wait_quietly', ms: 500 });
    const [held = '', free = ''] = await order(parley.database, trial, waits);
    await until(held, 'running');
    const holder = new Client({ connectionString: parley.database.migrationUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM jobs WHERE id = $1 FOR UPDATE', [held]);
      await until(free, 'succeeded');
      expect(await ledgerRow(parley.database, held)).toMatchObject({ status: 'running' });
    } finally {
      await holder.end();
    }
    expect(await until(held, 'succeeded')).toMatchObject({ starts: 1 });
  });

  test('tells progress at most ten times a second, the last one always', async () => {
    seen.length = 0;
    const id = await give({ act: 'count' });
    const begun = performance.now();
    await until(id, 'succeeded');
    const seconds = (performance.now() - begun) / 1000;
    const told = seen.filter((job) => job.id === id);
    const running = told.filter(({ status, progressMessage }) => status === 'running' && progressMessage !== null);
    expect(running.length).toBeGreaterThan(2);
    expect(running.length).toBeLessThanOrEqual(10 * seconds + 1);
    expect(told.at(-1)).toMatchObject({ status: 'succeeded', progressCurrent: 100, progressMessage: '100 counted' });
    const versions = told.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
  });

  test.each([
    ['at once when it hears of it', (id: string) => inTransaction((tx) => control().cancel(tx, id))],
    ['within two seconds when nobody tells it', (id: string) => cancelUnheard(id)],
  ])('ends a cancelled job with its children and its directory, %s', async (_, cancel) => {
    const id = await give({ act: 'spawn' });
    const { pids, directory } = await spawned(id);
    expect(existsSync(join(directory, 'partial'))).toBe(true);
    const begun = performance.now();
    await cancel(id);
    await waitFor('the children to be gone', () => !pids.some(isAlive));
    await waitFor('the directory to be gone', () => !existsSync(directory));
    expect(performance.now() - begun).toBeLessThan(2_000);
    await waitFor('the run to end', () => atOnce.now === 0);
    expect(await ledgerRow(parley.database, id)).toMatchObject({ status: 'cancelled', attempts: 1, error_code: null });
  });

  test('commits nothing for a job that was given to another', async () => {
    const id = await give({ act: 'commit_late', ms: 300 });
    await waitFor('it to begin', async () => (await effects(id)).length);
    await runSql(parley.database, 'UPDATE jobs SET starts = starts + 1 WHERE id = $1', [id]);
    await waitFor('the run to end', () => atOnce.now === 0);
    expect(await effects(id)).toEqual(['begun']);
    // The start that nobody runs was of this worker, so it gives the job back, and then does it.
    await until(id, 'succeeded');
  });

  test('runs a job once that is handed out several times', async () => {
    const runner = parley.app.get(JobRunner, { strict: false });
    const ids = await order(
      parley.database,
      trial,
      Array<TrialPayload>(20).fill({ act: 'wait', ms: 20, note: 'done' }),
    );
    await runSql(parley.database, `UPDATE jobs SET dispatch = 'sent', sent_at = now() WHERE dispatch = 'due'`);
    for (let n = 0; n < 3; n += 1) await Promise.all([...ids, ...ids].map((id) => runner.run(id)));
    for (const id of ids) await until(id, 'succeeded');
    for (const id of ids) await runner.run(id);
    for (const id of ids) expect(await effects(id)).toEqual(['done']);
  });

  test('gives back a job that the ledger says it runs and it does not', async () => {
    const id = await give({ act: 'succeed' });
    await until(id, 'succeeded');
    await runSql(
      parley.database,
      `UPDATE jobs SET status = 'running', finished_at = NULL, starts = starts + 1, attempts = attempts + 1 WHERE id = $1`,
      [id],
    );
    expect(await until(id, 'succeeded')).toMatchObject({ attempts: 2, starts: 3 });
  });

  test('runs those that may have killed a worker one after another, and others beside them', async () => {
    await waitFor('quiet', () => atOnce.now === 0);
    atOnce.most = 0;
    const suspects = await order(parley.database, trial, Array<TrialPayload>(3).fill({ act: 'wait', ms: 100 }), {
      crashes: 1,
    });
    for (const id of suspects) await until(id, 'succeeded');
    expect(atOnce.most).toBe(1);
    const innocent = await order(parley.database, trial, Array<TrialPayload>(3).fill({ act: 'wait', ms: 100 }));
    for (const id of innocent) await until(id, 'succeeded');
    expect(atOnce.most).toBe(3);
  });

  test('goes on with suspects when the database did not take once that others wait', async () => {
    await refuseUpdates(1, '53300', `OLD.dispatch = 'sent' AND NEW.dispatch = 'later'`);
    const suspects = await order(parley.database, trial, Array<TrialPayload>(3).fill({ act: 'wait', ms: 100 }), {
      crashes: 1,
    });
    await waitFor('the refusal', refusals, 5_000, (count) => count >= 1);
    await runSql(parley.database, `UPDATE jobs SET sent_at = sent_at - interval '1 minute' WHERE dispatch = 'sent'`);
    for (const id of suspects) await until(id, 'succeeded');
    await refuseNothing();
  });

  test('stores an end again that met a deadlock', async () => {
    await refuseUpdates(3, '40P01', `OLD.status = 'running' AND NEW.status <> 'running'`);
    const id = await give({ act: 'wait', ms: 10 });
    expect(await until(id, 'succeeded')).toMatchObject({ attempts: 1, error_code: null });
    expect(await refusals()).toBeGreaterThanOrEqual(3);
    await refuseNothing();
  });

  test('registers anew when it was taken for dead, and lets go of what it ran', async () => {
    const id = await give({ act: 'wait', ms: 600 });
    const { worker_id } = await until(id, 'running');
    await runSql(parley.database, 'DELETE FROM job_workers');
    const workers = () => runSql<{ id: string }>(parley.database, 'SELECT id FROM job_workers');
    const [worker] = await waitFor('it to register', workers, 5_000, (rows) => rows.length > 0);
    expect(worker?.id).not.toBe(worker_id);
    await waitFor('the run to end', () => atOnce.now === 0);
    expect(await effects(id)).toEqual([]);
    await until(await give({ act: 'succeed' }), 'succeeded');
  });

  /** Makes Postgres refuse so many updates of jobs; sequences count what is rolled back, too. */
  async function refuseUpdates(times: number, code: string, when: string): Promise<void> {
    await runSql(
      parley.database,
      `DROP TRIGGER IF EXISTS refuse ON jobs;
       DROP SEQUENCE IF EXISTS refusals;
       CREATE SEQUENCE refusals;
       CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
         BEGIN
           IF nextval('refusals') <= ${times} THEN RAISE EXCEPTION 'refused' USING ERRCODE = '${code}'; END IF;
           RETURN NEW;
         END $$;
       CREATE TRIGGER refuse BEFORE UPDATE ON jobs FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION refuse()`,
    );
  }

  async function refusals(): Promise<number> {
    const text = 'SELECT CASE WHEN is_called THEN last_value::int ELSE 0 END AS count FROM refusals';
    return (await runSql<{ count: number }>(parley.database, text))[0]?.count ?? 0;
  }

  async function refuseNothing(): Promise<void> {
    await runSql(parley.database, 'DROP TRIGGER refuse ON jobs');
  }

  async function spawned(id: string) {
    const [effect = ''] = await waitFor(
      'the children',
      () => effects(id),
      5_000,
      (found) => found.length > 0,
    );
    const [leader, child, directory = ''] = effect.split(' ');
    return { pids: [Number(leader), Number(child)], directory };
  }

  /** As another process would whose hint is lost. */
  async function cancelUnheard(id: string): Promise<void> {
    await runSql(
      parley.database,
      `UPDATE jobs SET status = 'cancelled', finished_at = now(), version = version + 1 WHERE id = $1`,
      [id],
    );
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
