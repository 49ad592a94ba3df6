import { Client } from 'pg';
import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { DomainEvent, EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

class Counted extends DomainEvent {
  constructor(readonly n: number) {
    super();
  }
}

describe('a transaction', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  const seen: number[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, 'CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL)');
    await runSql(testDatabase, 'GRANT ALL ON counters TO PUBLIC');
    const events = new EventBus(new Logger(Config.from({ LOG_LEVEL: 'silent' })), new Telemetry());
    events.subscribe(Counted, 'test', ({ n }) => void seen.push(n));
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 4, ...REQUEST_LIMITS });
    database = new Database(await source.initialize(), events);
  }, 30_000);
  beforeEach(async () => {
    seen.length = 0;
    await runSql(testDatabase, 'TRUNCATE counters');
    await runSql(testDatabase, 'INSERT INTO counters VALUES (1, 0), (2, 0)');
  });
  afterEach(() => {
    const { total, idle } = database.usage();
    expect(idle).toBe(total);
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const bump = 'UPDATE counters SET n = n + 1 WHERE id = $1';
  const counters = async () =>
    (await runSql<{ n: number }>(testDatabase, 'SELECT n FROM counters ORDER BY id')).map(({ n }) => n);

  it('delivers its events after the commit, in order, and never before', async () => {
    await database.transaction(async (tx) => {
      tx.publish(new Counted(1));
      await tx.query(bump, [1]);
      tx.publish(new Counted(2));
      expect(seen).toEqual([]);
      expect(await counters()).toEqual([0, 0]);
    });
    expect(seen).toEqual([1, 2]);
    expect(await counters()).toEqual([1, 0]);
  });

  it('delivers nothing and changes nothing when the work fails', async () => {
    const failure = new Error('the work failed');
    const work = database.transaction(async (tx) => {
      await tx.query(bump, [1]);
      tx.publish(new Counted(1));
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(seen).toEqual([]);
    expect(await counters()).toEqual([0, 0]);
  });

  it('delivers nothing when the commit itself fails', async () => {
    await runSql(testDatabase, 'CREATE TABLE promises (id int REFERENCES counters DEFERRABLE INITIALLY DEFERRED)');
    await runSql(testDatabase, 'GRANT ALL ON promises TO PUBLIC');
    const work = database.transaction(async (tx) => {
      await tx.query('INSERT INTO promises VALUES (99)');
      tx.publish(new Counted(1));
    });
    await expect(work).rejects.toMatchObject({ code: '23503' });
    await runSql(testDatabase, 'DROP TABLE promises');
    expect(seen).toEqual([]);
  });

  it('runs again after a deadlock: both sides succeed, and each event is delivered once', async () => {
    let attempts = 0;
    const meeting = rendezvous(2);
    const cross = (first: number, second: number) =>
      database.transaction(async (tx) => {
        attempts += 1;
        await tx.query(bump, [first]);
        if (attempts <= 2) await meeting();
        await tx.query(bump, [second]);
        tx.publish(new Counted(first));
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(attempts).toBe(3);
    expect(await counters()).toEqual([2, 2]);
    expect(seen.sort()).toEqual([1, 2]);
  }, 15_000);

  it('runs again after a serialization failure, and gives up after four attempts', async () => {
    let attempts = 0;
    const doomed = database.transaction(async (tx) => {
      attempts += 1;
      await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$`);
    });
    await expect(doomed).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toBe(4);
  });

  it('does not run again after any other failure', async () => {
    let attempts = 0;
    const work = database.transaction(async (tx) => {
      attempts += 1;
      await tx.query('INSERT INTO counters VALUES (1, 1)');
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(attempts).toBe(1);
  });

  it('fails, and nothing else does, when the server ends its connection between two statements', async () => {
    const work = database.transaction(async (tx) => {
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await runSql(testDatabase, 'SELECT pg_terminate_backend($1)', [row?.pid]);
      // Idle, as between two statements: the loss arrives while nobody waits for an answer.
      await waitFor('the connection to be gone', () => connectionIsGone(row?.pid ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await tx.query(bump, [1]);
    });
    await expect(work).rejects.toThrow(/terminat|not queryable|Connection/);
    expect(await counters()).toEqual([0, 0]);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  async function connectionIsGone(pid: number): Promise<boolean> {
    const client = new Client({ connectionString: testDatabase.migrationUrl });
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
    await client.end();
    return rowCount === 0;
  }
});

/** A function that returns when it was called that many times. */
function rendezvous(parties: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived === parties) open();
    return opened;
  };
}
