import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { AuditEntriesRepository, AuditFilters } from '../../../src/modules/audit/audit.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const ENTRIES = 50_000;
const actor = (n: number) => `01990a5c-7f3e-7c1a-9d2b-${String(n).padStart(12, '0')}`;
/** Of 1,000 actors, addresses and targets each has as many; what is rare is oldest, where whoever goes through all finds it last. */
const FILL = [
  'ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_stamped',
  `INSERT INTO audit_entries (id, at, actor_id, action, outcome, target_kind, target_id, ip, correlation_id)
   SELECT gen_random_uuid(), timestamptz '2026-01-01T00:00:00Z' + make_interval(secs => n),
     ('01990a5c-7f3e-7c1a-9d2b-' || lpad((n % 1000)::text, 12, '0'))::uuid,
     CASE WHEN n < 100 THEN 'key.revoke' WHEN n < 200 THEN 'user.delete' WHEN n % 2 = 0 THEN 'auth.login' ELSE 'call.export' END,
     CASE WHEN n < 100 THEN 'failed' ELSE 'ok' END, CASE WHEN n < 100 THEN 'key' ELSE 'call' END,
     'target-' || n % 1000, '203.0.' || n % 1000 / 250 || '.' || n % 250, 'request-' || n
   FROM generate_series(1, ${ENTRIES}) AS n`,
  'ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_stamped',
  'VACUUM ANALYZE audit_entries',
];

describe(`the plans of the queries over ${ENTRIES} audit entries`, () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let entries: AuditEntriesRepository;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    entries = new AuditEntriesRepository(explaining(database, testDatabase, explained));
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const indices = () => [...new Set(explained.map((node) => node['Index Name']).filter((name) => name !== undefined))];
  const mostRows = () =>
    Math.max(...explained.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)));
  const perActor = ENTRIES / 1_000;
  const day = { from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z' };

  it.each<[string, AuditFilters, string, number]>([
    ['all', {}, 'audit_entries_at_idx', 51],
    ['an hour', day, 'audit_entries_at_idx', 51],
    ['an actor', { actorId: actor(7) }, 'audit_entries_actor_idx', perActor],
    // Every other entry is one: the index of all entries serves as well.
    ['a common act', { action: ['auth.login'] }, 'audit_entries_', 110],
    ['a rare act', { action: ['key.revoke'] }, 'audit_entries_action_idx', 100],
    ['rare acts', { action: ['key.revoke', 'user.delete'] }, 'audit_entries_action_idx', 200],
    ['failures', { outcome: 'failed' }, 'audit_entries_outcome_idx', 100],
    ['a kind of target', { targetKind: 'key' }, 'audit_entries_target_kind_idx', 100],
    ['a target', { targetKind: 'call', targetId: 'target-7' }, 'audit_entries_target_idx', perActor],
    ['an address', { ip: '203.0.0.7' }, 'audit_entries_ip_idx', perActor],
    ['a request', { correlationId: 'request-5' }, 'audit_entries_correlation_idx', 1],
    ['an actor in an hour', { actorId: actor(7), ...day }, 'audit_entries_actor_idx', 51],
    ['failures of an actor', { actorId: actor(7), outcome: 'failed' }, 'audit_entries_', 100],
  ])('a page of %s reads an index in its order, and few rows', async (_, filters, index, most) => {
    expect((await entries.list(filters, { limit: 50, offset: 0 })).length).toBeGreaterThan(0);
    expect(indices().every((name) => name.startsWith(index))).toBe(true);
    expect(indices()).not.toEqual([]);
    expect(explained.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(most);
  });

  it.each<[string, AuditFilters]>([
    ['of all', {}],
    ['of a common act', { action: ['auth.login'] }],
    ['of several', { action: ['auth.login', 'call.export'] }],
  ])('a page far on by cursor %s costs what the first costs', async (_, filters) => {
    const after = { at: '2026-01-01T12:00:00.000Z', id: actor(7) };
    expect(await entries.list(filters, { limit: 50, offset: 0, after })).toHaveLength(51);
    expect(explained.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(110);
  });

  it.each<[string, AuditFilters, number]>([
    ['all', {}, 10_001],
    ['a common act', { action: ['auth.login'] }, 10_001],
    ['several', { action: ['auth.login', 'call.export'] }, 10_001],
    ['an actor', { actorId: actor(7) }, perActor],
    ['failures', { outcome: 'failed' }, 99],
  ])('counting %s stops one past the cap', async (_, filters, total) => {
    expect(await entries.count(filters)).toBe(total);
    expect(mostRows()).toBeLessThanOrEqual(2.1 * 10_001);
  });
});
