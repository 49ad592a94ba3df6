import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { AgentsRepository } from '../../../src/modules/agents/agents.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';

const AGENTS = 50_000;
/** First names are shared by 50 agents, last names are unique, teams have 100 members. */
const FILL = `
  INSERT INTO agents (id, external_id, name, team)
  SELECT gen_random_uuid(), 'Crm-' || n, 'First' || n % 1000 || ' Last' || n, 'Team ' || n % 500
  FROM generate_series(1, ${AGENTS}) AS n`;

describe('the plans of the queries over 50,000 agents', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let agents: AgentsRepository;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await runSql(testDatabase, FILL);
    await runSql(testDatabase, 'VACUUM ANALYZE agents');
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    agents = new AgentsRepository(explaining(database, testDatabase, explained));
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
  const SEARCHED = ['agents_external_id_start_idx', 'agents_words_idx'];

  it.each([
    ['all', {}, 51, ['agents_name_idx']],
    ['a team', { team: 'Team 7' }, 51, ['agents_team_name_idx']],
    ['a first name', { q: 'first123' }, 50, SEARCHED],
    ['the beginning of a last name', { q: 'last1234' }, 11, SEARCHED],
    ['two beginnings', { q: 'LAST12 first1' }, 51, SEARCHED],
    ['the beginning of an external id', { q: 'crm-4321' }, 11, SEARCHED],
    ['nobody', { q: 'nobody' }, 0, SEARCHED],
    ['nothing but punctuation', { q: '%' }, 0, ['agents_external_id_start_idx']],
  ])('a list of %s reads its index, and few rows', async (_, filters, found, names) => {
    expect(await agents.list(filters, page)).toHaveLength(found);
    expect(indices()).toEqual(names);
    expect(scansOfTables()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(150);
    explained.splice(0);
    await agents.count(filters);
    expect(scansOfTables()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(10_001);
  });

  it('a page far on by cursor costs what the first costs', async () => {
    const after = { sortName: 'first500 last1500', id: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d' };
    expect(await agents.list({}, { ...page, after })).toHaveLength(51);
    expect(indices()).toEqual(['agents_name_idx']);
    expect(mostRows()).toBeLessThanOrEqual(51);
  });

  it('counting stops one past the cap', async () => {
    expect(await agents.count({})).toBe(10_001);
    expect(mostRows()).toBeLessThanOrEqual(10_001);
  });

  it('one agent, and whom it is linked to, are found by key', async () => {
    const [agent] = await agents.list({}, { limit: 1, offset: 0 });
    explained.splice(0);
    expect(await agents.findById(agent?.id ?? '')).toMatchObject({ name: agent?.name });
    expect(indices()).toEqual(['agents_pk']);
  });

  it('the dearest search there is, one that every agent matches, stays far from the limit of statements', async () => {
    const plain = new AgentsRepository(database);
    const begun = performance.now();
    expect(await plain.list({ q: 'f l fi la fir las firs last' }, page)).toHaveLength(51);
    expect(await plain.count({ q: 'f l fi la fir las firs last' })).toBe(10_001);
    expect(performance.now() - begun).toBeLessThan(REQUEST_LIMITS.statementMs / 5);
  });
});
