import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { uuidv7 } from '../../../src/core/database/ids';
import { EventBus } from '../../../src/core/events/event-bus';
import { ClientKey } from '../../../src/core/http/idempotency/client-key';
import { Answer, KeptAnswers, MAX_KEPT_BYTES } from '../../../src/core/http/idempotency/kept-answers';
import { KeptAnswersRepository } from '../../../src/core/http/idempotency/kept-answers.repository';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { countRows, runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

const REQUEST = { method: 'POST', address: '/things', contentType: 'application/json', body: Buffer.from('{}') };

describe('kept answers', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let kept: KeptAnswers;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, 'CREATE TABLE things (n int); GRANT ALL ON things TO PUBLIC');
    const config = Config.from({ LOG_LEVEL: 'silent' });
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    database = new Database(await source.initialize(), new EventBus(new Logger(config), new Telemetry()));
    kept = new KeptAnswers(database, new KeptAnswersRepository(database), config);
  }, 30_000);
  beforeEach(() => runSql(testDatabase, 'TRUNCATE things'));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const newKey = () => new ClientKey(uuidv7(), 'a key');
  const things = () => countRows(testDatabase, 'things');
  /** Work that stores one thing and answers that body. */
  const making = (body: string) =>
    jest.fn(async (): Promise<Answer> => {
      await database.query('INSERT INTO things VALUES (1)');
      return { status: 201, headers: { location: '/things/1' }, body };
    });

  it('are given again whole up to the longest', async () => {
    for (const body of ['', 'Żółć 😀', 'x'.repeat(MAX_KEPT_BYTES)]) {
      const key = newKey();
      const work = making(body);
      const answers = [await kept.answer(key, REQUEST, work), await kept.answer(key, REQUEST, work)];
      const answer = { status: 201, headers: { location: '/things/1' }, body };
      expect(answers).toEqual([
        { answer, isReplay: false },
        { answer, isReplay: true },
      ]);
      expect(work).toHaveBeenCalledTimes(1);
    }
  });

  it('are left out beyond that: the work is done, the first is answered, and a repetition is told so', async () => {
    const key = newKey();
    const work = making('ż'.repeat(MAX_KEPT_BYTES / 2) + 'x');
    expect((await kept.answer(key, REQUEST, work)).isReplay).toBe(false);
    await expect(kept.answer(key, REQUEST, work)).rejects.toMatchObject({
      type: { code: 'idempotency.answer_not_kept' },
      message: expect.stringContaining('/things/1') as unknown,
    });
    expect(work).toHaveBeenCalledTimes(1);
    expect(await things()).toBe(1);
  });

  it('are of work that asked nothing of the database as well', async () => {
    const key = newKey();
    const work = () => Promise.resolve({ status: 200, headers: {}, body: '{}' });
    expect((await kept.answer(key, REQUEST, work)).isReplay).toBe(false);
    expect((await kept.answer(key, REQUEST, work)).isReplay).toBe(true);
  });

  it('are not there when the connection is lost before the commit, nor is what was stored', async () => {
    const key = newKey();
    const work = kept.answer(key, REQUEST, async () => {
      const answer = await making('{}')();
      await database.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      return answer;
    });
    await expect(work).rejects.toThrow();
    expect(await things()).toBe(0);
    expect((await kept.answer(key, REQUEST, making('{}'))).isReplay).toBe(false);
    expect(await things()).toBe(1);
  });

  it('are given to whoever found the key free and lost the race for it, whatever his work made of that', async () => {
    const key = newKey();
    const other = new KeptAnswers(database, new KeptAnswersRepository(database), Config.from({}));
    const slow: { begin?: () => void } = {};
    const late = other.answer(key, REQUEST, async () => {
      await new Promise<void>((resolve) => (slow.begin = resolve));
      return making('late')().catch(() => ({ status: 500, headers: {}, body: 'hidden' }));
    });
    await waitFor('the other to find the key free', () => slow.begin !== undefined);
    await kept.answer(key, REQUEST, making('first'));
    slow.begin?.();
    expect(await late).toMatchObject({ answer: { body: 'first' }, isReplay: true });
    expect(await things()).toBe(1);
  });
});
