import { Config } from '../../../src/core/config/config';
import { refreshTokenHash } from '../../../src/core/access/sessions/refresh-tokens';
import { RefreshTokensRepository } from '../../../src/core/access/sessions/refresh-tokens.repository';
import { SessionsRepository } from '../../../src/core/access/sessions/sessions.repository';
import { SessionsSweepRepository } from '../../../src/core/access/sessions/sessions-sweep.repository';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { inBatches } from '../../../src/core/database/in-batches';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { countRows, runSql } from '../../support/rows';

const USERS = 400;
const SESSIONS = 40_000;
/** One in a hundred ended 31 days ago, one in ten expired yesterday; the others live. Each was refreshed once. */
const FILL = [
  `INSERT INTO users (id, username, password_hash, role)
   SELECT md5('user' || n)::uuid, 'user' || n, '!', 'user' FROM generate_series(1, ${USERS}) AS n`,
  `INSERT INTO sessions (id, user_id, generation, created_at, rotated_at, idle_expires_at, expires_at, ended_at)
   SELECT md5('session' || n)::uuid, md5('user' || n % ${USERS} + 1)::uuid, 2, now() - interval '40 days',
     now() - interval '1 day', now() + CASE WHEN n % 10 = 5 THEN interval '-1 day' ELSE interval '9 days' END,
     now() + interval '50 days', CASE WHEN n % 100 = 0 THEN now() - interval '31 days' END
   FROM generate_series(1, ${SESSIONS}) AS n`,
  `INSERT INTO refresh_tokens (hash, session_id, generation)
   SELECT sha256(convert_to('token' || n || '.' || g, 'UTF8')), md5('session' || n)::uuid, g
   FROM generate_series(1, ${SESSIONS}) AS n, generate_series(1, 2) AS g`,
  'VACUUM ANALYZE users',
  'VACUUM ANALYZE sessions',
  'VACUUM ANALYZE refresh_tokens',
];

describe('the statements over 40,000 sessions', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let observed: Database;
  let userId: string;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    observed = explaining(database, testDatabase, explained);
    [{ id: userId }] = (await runSql<{ id: string }>(testDatabase, `SELECT md5('user7')::uuid AS id`)) as [
      { id: string },
    ];
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const scans = () => explained.filter((node) => node['Node Type'] === 'Seq Scan');
  const indices = () => [...new Set(explained.flatMap((node) => node['Index Name'] ?? []))].sort();
  const mostRows = () =>
    Math.max(...explained.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)));

  it('list and count those of one user by their index', async () => {
    const sessions = new SessionsRepository(observed);
    expect(await sessions.list(userId, { limit: 50, offset: 0 })).toHaveLength(51);
    expect(await sessions.count(userId)).toBe(100);
    expect([scans(), indices()]).toEqual([[], ['sessions_user_idx']]);
    expect(mostRows()).toBeLessThanOrEqual(100);
  });

  it('find and lock the session of a token by keys', async () => {
    const tokens = new RefreshTokensRepository();
    const found = await tokens.lock(observed, refreshTokenHash('token7.1'));
    expect(found).toMatchObject({ generation: 1, newest: 2, live: true, rotatedJustNow: false });
    if (found) await tokens.newestHash(observed, found);
    expect([scans(), indices()]).toEqual([[], ['refresh_tokens_generation_key', 'refresh_tokens_pk', 'sessions_pk']]);
    expect(mostRows()).toBe(1);
  });

  it('end those of one user by their index', async () => {
    const sessions = new SessionsRepository(observed);
    expect(await sessions.endOfUser(observed, userId, 'logout', undefined)).toHaveLength(0);
    expect([scans(), indices()]).toEqual([[], ['sessions_user_idx']]);
  });

  it('remove what was over for 30 days, in batches, two processes at once, and nothing else', async () => {
    const repository = new SessionsSweepRepository(observed);
    expect(await repository.deleteTokens(100)).toBeLessThanOrEqual(100);
    expect(scans()).toEqual([]);
    expect(indices()).toContain('sessions_over_idx');
    expect(mostRows()).toBeLessThanOrEqual(300);
    const kept = `sessions WHERE coalesce(ended_at, now()) > now() - interval '30 days'`;
    const before = await countRows(testDatabase, kept);
    const sweep = () => {
      const sessions = new SessionsSweepRepository(database);
      return inBatches({ limit: 100, pauseMs: 10 }, (limit) => sessions.deleteOver(limit));
    };
    await Promise.all([sweep(), sweep()]);
    expect(await countRows(testDatabase, kept)).toBe(before);
    // What each took for the other's to remove, one alone removes later.
    await sweep();
    expect(await countRows(testDatabase, kept)).toBe(before);
    expect(await countRows(testDatabase, 'sessions')).toBe(before);
    expect(await countRows(testDatabase, 'refresh_tokens')).toBe(2 * before);
  });
});
