import { AuditBatches } from '../../../src/core/access/audit/audit-batches';
import { AuditRow } from '../../../src/core/access/audit/audit-row';
import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database, LongWorkDatabase, Queryable } from '../../../src/core/database/database';
import { outsideTransaction } from '../../../src/core/database/transaction-scope';
import { DomainEvent, EventBus } from '../../../src/core/events/event-bus';
import { Gate } from '../../../src/core/http/gate';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { AppendBatches } from '../../../src/modules/calls/append-batches';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { runSql } from '../../support/rows';
import { deadline } from '../../support/wait-for';

class Counted extends DomainEvent {
  constructor(readonly n: number) {
    super();
  }
}

const TRANSACTION = 'SELECT pg_current_xact_id()::text AS id';
const ADD = 'INSERT INTO marks VALUES ($1)';

describe('work together in one transaction', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let longWork: LongWorkDatabase;
  const seen: number[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, 'CREATE TABLE marks (n int PRIMARY KEY)');
    await runSql(testDatabase, 'GRANT ALL ON marks TO PUBLIC');
    const events = new EventBus(new Logger(Config.from({ LOG_LEVEL: 'silent' })), new Telemetry());
    events.subscribe(Counted, 'test', ({ n }) => void seen.push(n));
    const connect = (limits = REQUEST_LIMITS) =>
      createDataSource(testDatabase.url, 'test', 150_000, { size: 3, ...limits }).initialize();
    database = new Database(await connect({ ...REQUEST_LIMITS, statementMs: 500 }), events);
    longWork = new LongWorkDatabase(await connect(), events);
  }, 30_000);
  beforeEach(async () => {
    seen.length = 0;
    await runSql(testDatabase, 'TRUNCATE marks');
  });
  afterEach(() => {
    const { total, idle, waiting } = database.usage();
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 });
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await longWork.dataSource.destroy();
    await testDatabase.drop();
  });

  const nothing = () => Promise.resolve();
  const add = (n: number, db: Queryable = database) => db.query(ADD, [n]);
  const together = <T>(work: () => Promise<T>) => database.together(nothing, work);
  const transactionOf = async (db: Queryable = database) => (await db.query<{ id: string }>(TRANSACTION))[0]?.id;
  const marks = async () =>
    (await runSql<{ n: number }>(testDatabase, 'SELECT n FROM marks ORDER BY n')).map(({ n }) => n);

  it('binds statements and transactions, however deep and however many at once, and what comes afterwards goes to the pool', async () => {
    const deep = () => database.transaction(() => database.transaction((tx) => transactionOf(tx)));
    const ids = await together(async () => {
      await new Promise(setImmediate);
      return Promise.all([transactionOf(), database.transaction((tx) => transactionOf(tx)), deep(), transactionOf()]);
    });
    // A part that writes has an id of its own; the whole is the same for all.
    expect(new Set(ids).size).toBe(1);
    expect(await transactionOf()).not.toBe(ids[0]);
  });

  it('begins with the first statement, after the opening, and holds no connection before', async () => {
    const order: string[] = [];
    await database.together(
      async (tx) => {
        order.push('opening');
        await add(1, tx);
      },
      async () => {
        await new Promise(setImmediate);
        expect(database.usage().total - database.usage().idle).toBe(0);
        order.push('work');
        await add(2);
        expect(await marks()).toEqual([]);
        expect(database.usage().total - database.usage().idle).toBe(1);
      },
    );
    expect(order).toEqual(['work', 'opening']);
    expect(await marks()).toEqual([1, 2]);
  });

  it('is nothing at all when nothing was asked of the database', async () => {
    const opening = jest.fn(nothing);
    expect(await database.together(opening, () => Promise.resolve('done'))).toBe('done');
    expect(opening).not.toHaveBeenCalled();
  });

  it('rolls everything back with the work, and delivers nothing', async () => {
    const failure = new Error('the work failed');
    const work = together(async () => {
      await database.transaction(async (tx) => {
        await add(1, tx);
        tx.publish(new Counted(1));
      });
      await add(2);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await marks()).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('delivers the events of its parts in their order after the whole is committed, without those of a part that failed', async () => {
    await together(async () => {
      await database.transaction(async (tx) => {
        tx.publish(new Counted(1));
        await database.transaction((inner) => Promise.resolve(inner.publish(new Counted(2))));
        await add(1, tx);
      });
      await expect(
        database.transaction((tx) => {
          tx.publish(new Counted(9));
          return Promise.reject(new Error('no'));
        }),
      ).rejects.toThrow('no');
      await database.transaction((tx) => Promise.resolve(tx.publish(new Counted(3))));
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('goes on after a part or a statement that failed, of which nothing stays', async () => {
    await together(async () => {
      await add(1);
      await expect(add(1)).rejects.toMatchObject({ code: '23505' });
      const part = database.transaction(async (tx) => {
        await add(2, tx);
        await add(1, tx);
      });
      await expect(part).rejects.toMatchObject({ code: '23505' });
      await expect(database.query('SELECT pg_sleep(2)')).rejects.toMatchObject({ code: '57014' });
      await add(3);
    });
    expect(await marks()).toEqual([1, 3]);
  });

  it('keeps what is done beside a part that fails', async () => {
    await together(async () => {
      const failing = database.transaction(async (tx) => {
        await add(1, tx);
        await new Promise(setImmediate);
        await add(9, tx);
        throw new Error('no');
      });
      await Promise.all([expect(failing).rejects.toThrow('no'), add(2)]);
    });
    expect(await marks()).toEqual([2]);
  });

  it('lets the handle of a transaction be used inside of a part of it', async () => {
    const work = together(() =>
      database.transaction(async (outer) => {
        await database.transaction(() => add(1, outer));
        await add(2, outer);
      }),
    );
    await deadline('the work', work, 3_000);
    expect(await marks()).toEqual([1, 2]);
  });

  it('does not commit what failed inside and was not told', async () => {
    const work = together(() =>
      database.transaction(async (tx) => {
        await add(1, tx);
        await add(1, tx).catch(() => undefined);
      }),
    );
    await expect(work).rejects.toMatchObject({ code: '25P02' });
    const alone = database.transaction(async (tx) => {
      await add(1, tx);
      await add(1, tx).catch(() => undefined);
    });
    await expect(alone).rejects.toThrow('rolled back');
    expect(await marks()).toEqual([]);
  });

  it('is refused with what the opening throws, whatever the work makes of it', async () => {
    const refusal = new Error('refused');
    const work = database.together(
      async (tx) => {
        await add(1, tx);
        throw refusal;
      },
      async () => {
        await add(2).catch(() => undefined);
        await add(3).catch(() => undefined);
        return 'all is well';
      },
    );
    await expect(work).rejects.toBe(refusal);
    expect(await marks()).toEqual([]);
  });

  it('takes the statements that nobody waited for, and gives its connection to none that come later', async () => {
    let late: Promise<string | undefined> | undefined;
    let over = () => {};
    const whole = await together(async () => {
      void add(1);
      late = new Promise<void>((resolve) => (over = resolve)).then(() => transactionOf());
      return transactionOf();
    });
    expect(await marks()).toEqual([1]);
    over();
    expect(await late).not.toBe(whole);
    await together(async () => {
      const before = await transactionOf();
      expect(before).not.toBe(await late);
    });
  });

  it('leaves out what serves others: work put outside, timers that run on, listeners, and whoever waits at a gate', async () => {
    const gate = new Gate({ concurrency: 1, queue: 5, retryAfterSeconds: 1, busy: 'busy' });
    let release = () => {};
    const first = gate.run(() => new Promise<void>((resolve) => (release = resolve)));
    const inside = together(async () => {
      const atGate = gate.run(() => transactionOf());
      return [await transactionOf(), await atGate, await outsideTransaction(() => transactionOf())];
    });
    const other = gate.run(() => transactionOf());
    release();
    await first;
    const [whole, atGate, outside] = await inside;
    expect(atGate).toBe(whole);
    expect(new Set([whole, outside, await other]).size).toBe(3);
  });

  it('leaves out the batches that carry what others brought, whoever began them', async () => {
    const ids: (string | undefined)[] = [];
    const appends = new AppendBatches(async (_, deliveries) => {
      ids.push(await transactionOf());
      return deliveries.map(() => ({ accepted: 0, duplicates: 0, lastPosition: 0 }));
    });
    const audits = new AuditBatches(async () => void ids.push(await transactionOf()), 10);
    const whole = await together(async () => {
      await Promise.all([appends.add('a call', []), audits.add({} as AuditRow)]);
      return transactionOf();
    });
    expect(new Set([...ids, whole]).size).toBe(3);
  });

  it('does not bind the pool of long work, and is not begun twice', async () => {
    await together(async () => {
      expect(await transactionOf(longWork)).not.toBe(await transactionOf());
      await expect(together(nothing)).rejects.toThrow('already');
    });
  });

  it('runs no part again after a deadlock, since what was done before it cannot be', async () => {
    let runs = 0;
    const work = together(async () => {
      await add(1);
      await database.transaction(async (tx) => {
        runs += 1;
        await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'as in a deadlock' USING ERRCODE = '40P01'; END $$`);
      });
    });
    await expect(work).rejects.toMatchObject({ code: '40P01' });
    expect(runs).toBe(1);
    expect(await marks()).toEqual([]);
  });

  it('fails whole when the server ends its connection, which does not come back to the pool', async () => {
    const work = together(async () => {
      await add(1);
      await database.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    });
    await expect(work).rejects.toThrow();
    expect(await marks()).toEqual([]);
    await Promise.all([1, 2, 3].map((n) => add(n)));
    expect(await marks()).toEqual([1, 2, 3]);
  });
});
