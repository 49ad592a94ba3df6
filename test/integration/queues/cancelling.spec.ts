import { Client } from 'pg';
import { Config } from '../../../src/core/config/config';
import { createDataSource, LONG_WORK, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { uuidv7 } from '../../../src/core/database/ids';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { JobControl } from '../../../src/core/queues/control/job-control';
import { JobControlRepository } from '../../../src/core/queues/control/job-control.repository';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { writeJobs } from '../../support/ledger';
import { runSql } from '../../support/rows';

describe('a running job is cancelled', () => {
  const control = new JobControl(new JobControlRepository());
  let testDatabase: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const events = new EventBus(new Logger(Config.from({ LOG_LEVEL: 'silent' })), new Telemetry());
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    database = new Database(await source.initialize(), events);
  }, 30_000);
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  it.each([
    ['idle', 'SELECT 1'],
    ['at a long statement', 'SELECT pg_sleep(20)'],
  ])('within two seconds, while its run has a transaction open that is %s', async (_, statement) => {
    const { id, holder } = await held(LONG_WORK);
    const statementEnd = holder.query(statement).catch((error: unknown) => error);
    if (statement === 'SELECT 1') await statementEnd;
    const begun = performance.now();
    expect(await cancel(id)).toMatchObject({ job: { id, status: 'cancelled' } });
    expect(performance.now() - begun).toBeLessThan(2_000);
    await statementEnd;
    await expect(holder.query('COMMIT')).rejects.toThrow();
  });

  it('after it, when the transaction of somebody else ends in time, which is left alone', async () => {
    const { id, holder } = await held('another');
    const cancelled = cancel(id);
    await holder.query('SELECT pg_sleep(1)');
    await holder.query('COMMIT');
    expect(await cancelled).toMatchObject({ job: { status: 'cancelled' } });
    await holder.end();
  });

  const cancel = (id: string) =>
    database.transaction(async (tx) => {
      const outcome = await control.cancel(tx, id);
      const [limit] = await tx.query<{ lock_timeout: string }>('SHOW lock_timeout');
      expect(limit).toEqual({ lock_timeout: '5s' });
      return outcome;
    });

  /** A running job whose row is held by a connection of that name, as a run holds its own. */
  async function held(name: string): Promise<{ id: string; holder: Client }> {
    const [id = ''] = await writeJobs(testDatabase);
    await runSql(
      testDatabase,
      `UPDATE jobs SET status = 'running', dispatch = NULL, worker_id = $2, starts = 1, started_at = now() WHERE id = $1`,
      [id, uuidv7()],
    );
    const holder = new Client({ connectionString: testDatabase.url, application_name: name });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM jobs WHERE id = $1 FOR UPDATE', [id]);
    await holder.query(`UPDATE jobs SET checkpoint = '{}' WHERE id = $1`, [id]);
    return { id, holder };
  }
});
