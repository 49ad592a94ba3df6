import { rmSync } from 'node:fs';
import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, testRedisUrl, TestApp } from '../../support/app';
import { ended, orderIngest, storageDirectory, storedCounts, storeFile } from '../../support/bulk';
import { JobGate } from '../../support/job-gate';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { runSql } from '../../support/rows';
import { utterances } from '../../support/samples';
import { seeded } from '../../support/seeded';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(300_000);

const LEASE_MS = '2000';
const KILLS = 3;
const ROWS = 2_400;
const HANDLED = ['accepted', 'duplicates', 'rejected'].map((name) => `(checkpoint->>'${name}')::int`).join(' + ');

describe('a bulk ingest whose workers are killed', () => {
  const directory = storageDirectory();
  const random = seeded(ROWS);
  let parley: TestApp;
  let owner: Account;

  beforeAll(async () => {
    parley = await startTestApp({
      PARLEY_ROLE: 'api',
      STORAGE_DIR: directory,
      JOB_POLL_MS: '200',
      JOB_LEASE_MS: LEASE_MS,
    });
    owner = await makeAccount(parley, 'owner', 'user');
  }, 60_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await parley.close();
    rmSync(directory, { recursive: true });
  });

  const startWorker = async (name: string): Promise<[string, ParleyProcess]> => {
    const worker = ParleyProcess.start({
      INSTANCE_NAME: name,
      ...{
        PARLEY_ROLE: 'worker',
        DATABASE_URL: parley.database.url,
        REDIS_URL: await testRedisUrl(),
        LOG_LEVEL: 'error',
      },
      ...{ STORAGE_DIR: directory, JOB_POLL_MS: '200', JOB_LEASE_MS: LEASE_MS, PROBE_INTERVAL_MS: '200' },
      DATABASE_MIGRATION_URL: parley.database.migrationUrl,
    });
    await worker.ready(120_000);
    return [name, worker];
  };
  /** How many rows are done, and who is at it. */
  const standing = async (id: string, workers: Map<string, ParleyProcess>) => {
    const [row] = await runSql<{ handled: number; name: string | null }>(
      parley.database,
      `SELECT COALESCE(${HANDLED}, 0) AS handled, w.name, status, dispatch, starts, crashes, error_message
       FROM jobs j LEFT JOIN job_workers w ON w.id = j.worker_id AND j.status = 'running' WHERE j.id = $1`,
      [id],
    );
    const said = [...workers].map(([name, { output }]) => `${name}: ${output.slice(-500)}`);
    return { ...(row as { handled: number; name: string | null }), said };
  };

  it('goes on where it was, and ends with every row counted once and every call stored once', async () => {
    const call = (n: number) => ({
      ...{
        externalId: n % 10 === 3 ? 'taken' : `call-${n % 10 === 7 ? n - 1 : n}`,
        agent: { externalId: `agent-${n % 7}` },
      },
      ...{
        language: 'en',
        startedAt: '2026-01-01T00:00:00Z',
        utterances: utterances(n - (n % 10 === 7 ? 1 : 0), n + 9),
      },
    });
    const same = (n: number) => call(n - (n % 10 === 7 ? 1 : 0));
    const rows = Array.from({ length: ROWS }, (_, index) => same(index + 1));
    const names = Array.from({ length: KILLS + 1 }, (_, index) => `worker-${index}`);
    const workers = new Map(await Promise.all(names.map(startWorker)));
    const gate = await JobGate.close(parley.database, HANDLED);
    const id = await orderIngest(parley, owner.id, await storeFile(parley, rows));
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const target = ((kill - random()) / KILLS) * 0.8 * ROWS;
      await gate.openUntil(target);
      const { name } = await waitFor(
        `row ${target}`,
        () => standing(id, workers),
        60_000,
        (seen) => seen.handled >= target && seen.name !== null,
      );
      await workers.get(String(name))?.kill();
    }
    await gate.openUntil();
    const taken = ROWS / 10;
    const { result, status } = await ended(parley, id, 60_000);
    expect([status, result]).toEqual([
      'succeeded',
      { total: ROWS, accepted: ROWS - 2 * taken + 1, duplicates: taken, rejected: taken - 1 },
    ]);
    expect(await storedCounts(parley)).toMatchObject({ calls: ROWS - 2 * taken + 1, incomplete: 0 });
    const [rejected] = await runSql<{ count: number }>(parley.database, 'SELECT count(*)::int FROM bulk_rejections');
    expect(rejected?.count).toBe(taken - 1);
  });
});
