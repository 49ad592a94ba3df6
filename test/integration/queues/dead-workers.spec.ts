import { Client } from 'pg';
import { uuidv7 } from '../../../src/core/database/ids';
import { testRedisUrl } from '../../support/app';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { LedgerProcess, startLedger, writeJobs } from '../../support/ledger';
import { countRows, runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

const LEASE_MS = 1_000;

interface Told {
  status: string;
  dispatch: string | null;
  worker: string | null;
  attempts: number;
  crashes: number;
  version: number;
  code: string | null;
}

describe('a worker that does not tell that it lives', () => {
  let database: TestDatabase;
  const processes: LedgerProcess[] = [];

  beforeAll(async () => {
    const redisUrl = await testRedisUrl();
    database = await createTestDatabase();
    const start = () => startLedger(database, redisUrl, { JOB_LEASE_MS: String(LEASE_MS) });
    processes.push(...(await Promise.all([start(), start()])));
  });
  beforeEach(() => runSql(database, 'TRUNCATE jobs, job_workers CASCADE'));
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.close()));
    await database.drop();
  });

  const [look, lookToo] = [0, 1].map((index) => () => (processes[index] as LedgerProcess).reconciler.look());
  const seconds = (count: number) => `interval '${count} seconds'`;
  const worker = async (silentFor: number) => {
    const id = uuidv7();
    await runSql(
      database,
      `INSERT INTO job_workers (id, name, concurrency, seen_at) VALUES ($1, 'test', '{}', now() - ${seconds(silentFor)})`,
      [id],
    );
    return id;
  };
  const run = async (workerId: string, crashes = 0) => {
    const [id] = await writeJobs(database);
    await runSql(
      database,
      `UPDATE jobs SET status = 'running', dispatch = NULL, worker_id = $2, starts = 1, attempts = 2, crashes = $3,
         started_at = now() - ${seconds(60)} WHERE id = $1`,
      [id, workerId, crashes],
    );
    return id as string;
  };
  const job = async (id: string) =>
    (
      await runSql<Told>(
        database,
        `SELECT status, dispatch, worker_id AS worker, attempts, crashes, version, error_code AS code FROM jobs WHERE id = $1`,
        [id],
      )
    )[0] as Told;
  /** A process that has read the ledger for a whole lease; every look of it is far less than half a lease after the last. */
  const watchALease = async (done: () => Promise<boolean>) =>
    waitFor('a whole watch', async () => {
      await look?.();
      return done();
    });
  const taken = async (id: string) => (await job(id)).status !== 'running';

  it('keeps its jobs until somebody has watched for a whole lease, then they are due again', async () => {
    const id = await run(await worker(3_600));
    const start = performance.now();
    await look?.();
    expect(await taken(id)).toBe(false);
    await watchALease(() => taken(id));
    expect(performance.now() - start).toBeGreaterThanOrEqual(LEASE_MS - 50);
    expect(await job(id)).toEqual({
      ...{ status: 'queued', dispatch: 'due', worker: null, attempts: 1, crashes: 1, version: 2, code: null },
    });
    expect(await countRows(database, 'job_workers')).toBe(0);
  });

  it('keeps them when the ledger could not be read in between', async () => {
    const id = await run(await worker(3_600));
    await watchALease(() => taken(id));
    const next = await run(await worker(3_600));
    await runSql(database, 'ALTER TABLE job_workers RENAME TO hidden');
    await expect(look?.()).rejects.toThrow('job_workers');
    await runSql(database, 'ALTER TABLE hidden RENAME TO job_workers');
    await look?.();
    expect(await taken(next)).toBe(false);
    await watchALease(() => taken(next));
  });

  describe('before somebody who has watched', () => {
    beforeEach(async () => {
      const id = await run(await worker(3_600));
      await watchALease(() => taken(id));
      await runSql(database, 'TRUNCATE jobs, job_workers CASCADE');
    });

    it('loses its jobs, and one that lives does not', async () => {
      const [dead, alive] = [await run(await worker(3_600)), await run(await worker(0))];
      await look?.();
      expect([await taken(dead), await taken(alive)]).toEqual([true, false]);
      expect(await countRows(database, 'job_workers')).toBe(1);
    });

    it('has a job given up that was the death of two others', async () => {
      const id = await run(await worker(3_600), 2);
      await look?.();
      expect(await job(id)).toMatchObject({ status: 'failed', dispatch: null, crashes: 3, code: 'job.worker_lost' });
    });

    it('has one tried again that has come further since', async () => {
      const id = await run(await worker(3_600), 2);
      await runSql(database, `UPDATE jobs SET checkpoint = '{}', crashes = 0 WHERE id = $1`, [id]);
      await look?.();
      expect(await job(id)).toMatchObject({ status: 'queued', crashes: 1 });
    });

    it('loses the jobs of a worker that nobody knows any more', async () => {
      const id = await run(uuidv7());
      await look?.();
      expect(await taken(id)).toBe(true);
    });

    it('dies once, however many see it', async () => {
      const id = await run(await worker(3_600));
      await Promise.all([look?.(), look?.(), lookToo?.()]);
      expect(await job(id)).toMatchObject({ status: 'queued', crashes: 1, attempts: 1 });
    });

    it('holds up nobody by a transaction that it has left open', async () => {
      const [workerId, client] = [await worker(3_600), new Client({ connectionString: database.url })];
      const [held, free] = [await run(workerId), await run(workerId)];
      await client.connect();
      await client.query('BEGIN');
      await client.query('SELECT FROM jobs WHERE id = $1 FOR UPDATE', [held]);
      await look?.();
      expect([await taken(held), await taken(free)]).toEqual([false, true]);
      expect(await countRows(database, 'job_workers')).toBe(1);
      await client.end();
      await waitFor('the lock to be gone', async () => {
        await look?.();
        return taken(held);
      });
    });
  });
});
