import { rmSync } from 'node:fs';
import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { storageDirectory } from '../../support/bulk';
import { CallHistory } from '../../support/call-history';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { wrongFigures, wrongRollups } from '../../support/figure-agreement';
import { runSql } from '../../support/rows';
import { seeded } from '../../support/seeded';

jest.setTimeout(60_000);

describe('figures and their sums by day', () => {
  const directory = storageDirectory();
  let database: TestDatabase;
  let parley: TestApp;
  let admin: Account;

  beforeAll(async () => {
    database = await createTestDatabase();
    parley = await startTestApp({ STORAGE_DIR: directory, JOB_POLL_MS: '200' }, database);
    admin = await makeAccount(parley, 'keeper', 'admin');
  }, 60_000);
  afterEach(() => runSql(database, 'DELETE FROM calls'));
  afterAll(async () => {
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['UTC', 1],
    ['America/New_York', 2],
  ])('are right after every few steps of whatever happens to calls, with days of %s', async (timezone, seed) => {
    await runSql(database, 'UPDATE rollup_state SET timezone = $1', [timezone]);
    const history = new CallHistory(parley, admin, seeded(seed));
    const measured: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let step = 0; step < 12; step += 1) await history.step();
      if (round % 2 === 0) await history.ingest(10);
      else await history.cleanUp();
      const figures = await wrongFigures(parley);
      expect({ figures: figures.wrong, rollups: await wrongRollups(parley) }).toEqual({ figures: [], rollups: [] });
      measured.push(figures.measured);
    }
    expect(history.refused).toEqual([]);
    expect(Math.min(...measured)).toBeGreaterThan(8);
  });

  it('are exact after eight write at once to the same days of the same agents, and nobody was told of a deadlock', async () => {
    const shared: string[] = [];
    const writers = Array.from({ length: 8 }, (_, n) => new CallHistory(parley, admin, seeded(10 + n), shared));
    await Promise.all(
      writers.map(async (writer, number) => {
        for (let step = 0; step < 15; step += 1) {
          if (number === 0 && step % 7 === 0) await writer.ingest(20);
          if (number === 1 && step % 5 === 4) await writer.cleanUp();
          await writer.step();
        }
      }),
    );
    const { wrong, measured } = await wrongFigures(parley);
    expect({ wrong, rollups: await wrongRollups(parley) }).toEqual({ wrong: [], rollups: [] });
    expect(measured).toBeGreaterThan(30);
    const kinds = new Set(writers.flatMap(({ refused }) => refused));
    expect([...kinds].filter((kind) => !CROSSED.includes(kind))).toEqual([]);
  });

  it('wait for each other in one order: the database saw no deadlock in all this', async () => {
    await parley.close();
    const sql = 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()';
    expect(await runSql(database, sql)).toEqual([{ deadlocks: 0 }]);
  });
});

/** What is told to those who change a call that another changes, completes or deletes at the same moment. */
const CROSSED = [
  '404 calls.not_found',
  '412 calls.version_stale',
  '409 calls.completed',
  '409 calls.utterance_conflict',
];
