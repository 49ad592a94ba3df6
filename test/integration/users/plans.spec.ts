import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { AccountFilters } from '../../../src/modules/users/account-list.query';
import { AccountsRepository } from '../../../src/modules/users/accounts.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const USERS = 50_000;
/** Five are admins, fifty are inactive; first names are shared by 50 users, last names are unique. */
const FILL = `
  INSERT INTO users (id, username, email, name, password_hash, role, active)
  SELECT gen_random_uuid(), 'user-' || n, 'mail' || n || '@example.com', 'First' || n % 1000 || ' Last' || n, 'none',
    CASE WHEN n % 10000 = 0 THEN 'admin' WHEN n % 3 = 0 THEN 'analyst' ELSE 'user' END, n % 1000 <> 7
  FROM generate_series(1, ${USERS}) AS n`;
const SESSIONS = `
  INSERT INTO sessions (id, user_id, idle_expires_at, expires_at)
  SELECT gen_random_uuid(), id, now(), now() FROM users, generate_series(1, 2)`;

describe('the plans of the queries over 50,000 users', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let accounts: AccountsRepository;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, FILL);
    await runSql(testDatabase, SESSIONS);
    await runSql(testDatabase, 'VACUUM ANALYZE users, sessions');
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    accounts = new AccountsRepository(explaining(database, testDatabase, explained));
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const indices = () =>
    [...new Set(explained.map((node) => node['Index Name']).filter((name) => name !== undefined))].sort();
  const scansOfTables = () => explained.filter((node) => node['Node Type'] === 'Seq Scan');
  const mostRows = () =>
    Math.max(...explained.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)));

  const page = { limit: 50, offset: 0 };

  it.each<[string, AccountFilters, number, string]>([
    ['all', {}, 51, 'users_username_key'],
    ['a frequent role', { role: 'user' }, 51, 'users_role_idx'],
    ['a rare role', { role: 'admin' }, 5, 'users_role_idx'],
    ['active users', { active: true }, 51, 'users_username_key'],
    ['inactive users', { active: false }, 50, 'users_inactive_idx'],
    ['active admins', { role: 'admin', active: true }, 5, 'users_role_idx'],
    ['the beginning of a user name', { q: 'user-1234' }, 11, 'users_words_idx'],
    ['the beginning of an e-mail address', { q: 'mail4321@ex' }, 11, 'users_words_idx'],
    ['a first name', { q: 'FIRST123' }, 50, 'users_words_idx'],
    ['two names and a role', { q: 'last12 first1', role: 'user' }, 51, 'users_words_idx'],
    ['nobody', { q: 'nobody' }, 0, 'users_words_idx'],
  ])('a list of %s reads its index, and few rows', async (_, filters, found, index) => {
    expect(await accounts.list(filters, page)).toHaveLength(found);
    expect(indices().filter((name) => name !== 'sessions_user_idx')).toEqual([index]);
    expect(scansOfTables()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(250);
    explained.splice(0);
    await accounts.count(filters);
    expect(mostRows()).toBeLessThanOrEqual(20_000);
  });

  it('a page far on costs what the first costs, and asks for the logins of its own users only', async () => {
    expect(await accounts.list({}, { ...page, after: 'user-30000' })).toHaveLength(51);
    expect(mostRows()).toBeLessThanOrEqual(51);
    explained.splice(0);
    expect((await accounts.list({}, { limit: 10, offset: 5_000 }))[0]?.lastLoginAt).toBeInstanceOf(Date);
    const lookups = explained.filter((node) => node['Index Name'] === 'sessions_user_idx');
    expect(lookups.map((node) => node['Actual Loops'])).toEqual([11]);
  });

  it('the active admins are found by index', async () => {
    expect(await accounts.hold(explaining(database, testDatabase, explained), [], true)).toHaveLength(5);
    expect(indices()).toEqual(['users_pk', 'users_role_idx']);
  });

  it('the dearest search there is, one that every user matches, stays far from the limit of statements', async () => {
    const plain = new AccountsRepository(database);
    const begun = performance.now();
    expect(await plain.list({ q: 'u us f fi l la e ex' }, page)).toHaveLength(51);
    expect(await plain.count({ q: 'u us f fi l la e ex' })).toBe(10_001);
    expect(performance.now() - begun).toBeLessThan(REQUEST_LIMITS.statementMs / 5);
  });
});
