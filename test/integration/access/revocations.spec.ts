import { Client } from 'pg';
import { LiveRevocations } from '../../../src/core/access/rights/live-revocations';
import { Principal } from '../../../src/core/access/principal';
import { Revocations } from '../../../src/core/access/rights/revocations';
import { Ended, RevocationsRepository } from '../../../src/core/access/rights/revocations.repository';
import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { uuidv7 } from '../../../src/core/database/ids';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { countRows, runSql } from '../../support/rows';
import { SlowLine } from '../../support/slow-line';
import { waitFor } from '../../support/wait-for';

const RECORD = `INSERT INTO revocations (kind, subject_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`;

/** What one process knows of revocations. */
interface Feed {
  revocations: Revocations;
  repository: RevocationsRepository;
  database: Database;
  told: Ended[];
  age(): Promise<number>;
}

describe('what a process knows of revocations', () => {
  let testDatabase: TestDatabase;
  const endings: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });
  beforeEach(() => runSql(testDatabase, 'TRUNCATE revocations'));
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const end of endings.splice(0).reverse()) await end();
  });
  afterAll(() => testDatabase.drop());

  /** A poll of four seconds brings nothing in time: what is known then is owed to something else. */
  async function startFeed({ pollMs = 4_000, url = testDatabase.url } = {}): Promise<Feed> {
    const config = Config.from({ DATABASE_URL: url, LOG_LEVEL: 'silent', REVOCATION_POLL_MS: String(pollMs) });
    const [logger, telemetry] = [new Logger(config), new Telemetry()];
    const events = new EventBus(logger, telemetry);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const database = new Database(await source.initialize(), events);
    const repository = new RevocationsRepository(database, config);
    const revocations = new Revocations(repository, events, config, telemetry, logger);
    const told: Ended[] = [];
    revocations.onEnd((ended) => told.push(...ended));
    endings.push(async () => {
      revocations.onApplicationShutdown();
      repository.onApplicationShutdown();
      await source.destroy();
    });
    await revocations.onModuleInit();
    const age = async () =>
      Number(/^parley_revocations_age_seconds (\S+)$/m.exec(await telemetry.render())?.[1] ?? NaN);
    return { revocations, repository, database, told, age };
  }

  async function session(): Promise<Client> {
    const client = new Client({ connectionString: testDatabase.url });
    await client.connect();
    endings.push(() => client.end());
    return client;
  }

  const endSession = async (id: string) => void (await runSql(testDatabase, RECORD, ['session', id]));

  it('is read no more once it has ended: no connection outlives it', async () => {
    const { revocations, repository } = await startFeed();
    const reads = [revocations.refresh(), revocations.refresh()];
    revocations.onApplicationShutdown();
    repository.onApplicationShutdown();
    revocations.refreshSoon();
    await Promise.allSettled([...reads, revocations.refresh()]);
    expect(
      await waitFor(
        'the connection to end',
        () => connectionsOfFeeds(testDatabase),
        5_000,
        (open) => open === 0,
      ),
    ).toBe(0);
  });

  it('includes one whose transaction commits after others with later numbers were read', async () => {
    const { revocations } = await startFeed();
    const [late, soon] = [uuidv7(), uuidv7()];
    const slow = await session();
    await slow.query('BEGIN');
    await slow.query(RECORD, ['session', late]);
    await endSession(soon);
    await revocations.refresh();
    expect([standing(revocations, late), standing(revocations, soon)]).toEqual(['valid', 'auth.invalid']);
    await endSession(uuidv7());
    await revocations.refresh();
    await slow.query('COMMIT');
    await revocations.refresh();
    expect(standing(revocations, late)).toBe('auth.invalid');
  });

  it('includes all of many that commit in any order while it is read', async () => {
    const { revocations } = await startFeed();
    const ids = Array.from({ length: 60 }, () => uuidv7());
    const clients = await Promise.all([1, 2, 3, 4].map(session));
    const recording = clients.map(async (client, index) => {
      for (const id of ids.filter((_, number) => number % clients.length === index)) {
        await client.query('BEGIN');
        await client.query(RECORD, ['session', id]);
        await client.query('SELECT pg_sleep(random() * 0.02)');
        await client.query('COMMIT');
      }
    });
    let done = false;
    const reading = (async () => {
      while (!done) await revocations.refresh();
    })();
    await Promise.all(recording);
    done = true;
    await reading;
    await revocations.refresh();
    expect(ids.filter((id) => standing(revocations, id) === 'valid')).toEqual([]);
  });

  it('is told once each, and of the keys of a user each time', async () => {
    const { revocations, told } = await startFeed();
    const [key, user] = [uuidv7(), uuidv7()];
    for (const round of [1, 2]) {
      await runSql(testDatabase, RECORD, ['user', user]);
      if (round === 1) await runSql(testDatabase, RECORD, ['key', key]);
      await revocations.refresh();
      await revocations.refresh();
    }
    expect(told.map(({ kind, id }) => ({ kind, id }))).toEqual([
      { kind: 'user', id: user },
      { kind: 'key', id: key },
      { kind: 'user', id: user },
    ]);
  });

  it('begins with all that live', async () => {
    const [lives, over] = [uuidv7(), uuidv7()];
    await endSession(lives);
    await endSession(over);
    await runSql(testDatabase, 'UPDATE revocations SET expires_at = now() WHERE subject_id = $1', [over]);
    const { revocations } = await startFeed();
    expect([standing(revocations, lives), standing(revocations, over)]).toEqual(['auth.invalid', 'valid']);
  });

  it('has what the process itself ended with the commit, not before it, and never after a rollback', async () => {
    const { revocations, database, told } = await startFeed();
    const [ended, kept] = [uuidv7(), uuidv7()];
    let recorded = 0;
    revocations.onRecorded(() => (recorded += 1));
    await database.transaction(async (tx) => {
      await revocations.record(tx, 'session', [ended]);
      expect(standing(revocations, ended)).toBe('valid');
    });
    expect(standing(revocations, ended)).toBe('auth.invalid');
    const undone = database.transaction(async (tx) => {
      await revocations.record(tx, 'session', [kept]);
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    await database.transaction((tx) => revocations.record(tx, 'session', []));
    await revocations.refresh();
    expect(standing(revocations, kept)).toBe('valid');
    expect([recorded, told.length]).toEqual([1, 1]);
  });

  it('grows by itself, also while every connection of the pool is taken', async () => {
    const { revocations, database } = await startFeed({ pollMs: 50 });
    const id = uuidv7();
    await database.transaction(async () => {
      await endSession(id);
      await waitFor('the revocation to be known', () => standing(revocations, id) === 'auth.invalid', 3_000);
    });
  });

  it('is read on after the connection was ended by the server', async () => {
    const { revocations } = await startFeed({ pollMs: 50 });
    const id = uuidv7();
    await endConnections(testDatabase);
    await endSession(id);
    await waitFor('the revocation to be known', () => standing(revocations, id) === 'auth.invalid', 3_000);
  });

  it('is refused to be relied on once it is older than 5 s, by either clock', async () => {
    const { revocations } = await startFeed();
    expect(standing(revocations, uuidv7())).toBe('valid');
    const [monotonic, wall] = [performance.now(), Date.now()];
    const asleep = jest.spyOn(Date, 'now').mockReturnValue(wall + 5_500);
    expect(standing(revocations, uuidv7())).toBe('unavailable');
    asleep.mockReturnValue(wall - 3_600_000);
    expect(standing(revocations, uuidv7())).toBe('valid');
    jest.spyOn(performance, 'now').mockReturnValue(monotonic + 5_500);
    expect(standing(revocations, uuidv7())).toBe('unavailable');
  });

  it('is as old as the beginning of the read, however late the answer came', async () => {
    const line = await SlowLine.to(testDatabase.url);
    endings.push(() => line.close());
    const { revocations, age } = await startFeed({ url: line.url });
    line.hold();
    const begun = performance.now();
    const reading = revocations.refresh();
    await waitFor('the answer to be late', () => performance.now() - begun > 400);
    line.release();
    await reading;
    expect(await age()).toBeGreaterThan(0.4);
  });

  it('waits for a Postgres that hangs no longer than a second, and is complete when it goes on', async () => {
    const line = await SlowLine.to(testDatabase.url);
    endings.push(() => line.close());
    const { revocations } = await startFeed({ url: line.url, pollMs: 50 });
    line.hold();
    const begun = performance.now();
    await expect(revocations.refresh()).rejects.toThrow('no answer within 1000 ms');
    expect(performance.now() - begun).toBeLessThan(3_000);
    const id = uuidv7();
    await endSession(id);
    line.release();
    await waitFor('the revocation to be known', () => standing(revocations, id) === 'auth.invalid', 8_000);
  });

  it('is read once more, however many ask while it is read', async () => {
    const { revocations, repository } = await startFeed();
    const readNew = repository.readNew.bind(repository);
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const reads = jest.spyOn(repository, 'readNew').mockImplementation(async () => {
      const found = await readNew();
      await released;
      return found;
    });
    const first = revocations.refresh();
    const id = uuidv7();
    await endSession(id);
    const asked = Array.from({ length: 100 }, () => revocations.refresh());
    release();
    await Promise.all([first, ...asked]);
    expect(standing(revocations, id)).toBe('auth.invalid');
    expect(reads).toHaveBeenCalledTimes(2);
  });

  it('leaves the table when nothing can need it any more', async () => {
    const { repository } = await startFeed();
    for (let n = 0; n < 3; n += 1) await endSession(uuidv7());
    await runSql(testDatabase, 'UPDATE revocations SET expires_at = now()');
    await endSession(uuidv7());
    expect([await repository.deleteExpired(2), await repository.deleteExpired(2)]).toEqual([2, 1]);
    expect(await countRows(testDatabase, 'revocations')).toBe(1);
  });

  it('holds a hundred thousand of them, read within the time-out', async () => {
    await runSql(
      testDatabase,
      `INSERT INTO revocations (kind, subject_id, expires_at)
       SELECT 'session', gen_random_uuid(), now() + interval '1 hour' FROM generate_series(1, 100000)`,
    );
    const added = jest.spyOn(LiveRevocations.prototype, 'add');
    const { revocations } = await startFeed();
    expect(added.mock.calls[0]?.[0]).toHaveLength(100_000);
    expect(standing(revocations, uuidv7())).toBe('valid');
  });
});

function standing(revocations: Revocations, id: string): string {
  try {
    revocations.check({ credential: { kind: 'session', id } } as Principal);
    return 'valid';
  } catch (error) {
    return (error as { type: { code: string } }).type.code;
  }
}

/** By the login itself, which may end its own connections. */
async function endConnections({ url }: TestDatabase): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'parley-revocations' AND datname = current_database()`,
  );
  await client.end();
}

async function connectionsOfFeeds(database: TestDatabase): Promise<number> {
  const [row] = await runSql<{ count: number }>(
    database,
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'parley-revocations'`,
  );
  return row?.count ?? NaN;
}
