import { ApiKeyLookupRepository } from '../../../src/core/access/keys/api-key-lookup.repository';
import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { ApiKeysRepository } from '../../../src/modules/auth/api-keys/api-keys.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

/** 1,000 users of 50 keys each, every fifth of them revoked. */
const FILL = `
  INSERT INTO users (id, username, password_hash, role)
  SELECT md5('user ' || n)::uuid, 'user-' || n, 'none', 'user' FROM generate_series(1, 1000) AS n;
  INSERT INTO api_keys (id, user_id, name, prefix, hash, permissions, created_at, expires_at, revoked_at)
  SELECT md5('key ' || n)::uuid, md5('user ' || 1 + n % 1000)::uuid, 'key', 'parley_' || n, sha256(n::text::bytea),
    '{calls.read}', now() - make_interval(mins => n), now() + interval '1 year', CASE WHEN n / 1000 % 5 = 0 THEN now() END
  FROM generate_series(0, 49999) AS n`;

describe('the plans of the queries over 50,000 API keys', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let keys: ApiKeysRepository;
  let lookup: ApiKeyLookupRepository;
  let owner: string;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, FILL);
    await runSql(testDatabase, 'VACUUM ANALYZE api_keys, users');
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    keys = new ApiKeysRepository(explaining(database, testDatabase, explained));
    lookup = new ApiKeyLookupRepository(explaining(database, testDatabase, explained));
    const [row] = await runSql<{ id: string }>(testDatabase, `SELECT md5('user 7')::uuid AS id`);
    owner = row?.id ?? '';
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const indices = () =>
    [...new Set(explained.map((node) => node['Index Name']).filter((name) => name !== undefined))].sort();
  const mostRows = () =>
    Math.max(...explained.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)));

  it('finds a key by its digest, with its owner, by two unique indices', async () => {
    const [row] = await runSql<{ digest: string }>(
      testDatabase,
      `SELECT encode(hash, 'base64') AS digest FROM api_keys WHERE prefix = 'parley_1234'`,
    );
    expect(await lookup.findByDigest(row?.digest ?? '')).toMatchObject({ username: 'user-235', revoked: false });
    expect(indices()).toEqual(['api_keys_hash_key', 'users_pk']);
    expect(mostRows()).toBe(1);
  });

  it('lists and counts the keys of a user by the index for it, and reads no others', async () => {
    expect(await keys.list(owner, { limit: 20, offset: 0 })).toHaveLength(21);
    expect(await keys.count(owner)).toBe(40);
    expect(indices()).toEqual(['api_keys_user_idx']);
    expect(mostRows()).toBeLessThanOrEqual(50);
  });

  it('notes uses by the ids of the keys', async () => {
    const listed = await keys.list(owner, { limit: 20, offset: 0 });
    explained.splice(0);
    await lookup.noteUse(listed.map(({ id }) => id));
    expect(indices()).toEqual(['api_keys_pk']);
    expect(mostRows()).toBeLessThanOrEqual(listed.length);
    const noted = await keys.list(owner, { limit: 20, offset: 0 });
    expect(noted.every(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true);
  });
});
