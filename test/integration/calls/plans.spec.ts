import { Client } from 'pg';
import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database, Transaction } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { CallFilters, CallOrder, NEWEST_FIRST } from '../../../src/modules/calls/call-filters';
import { CallsRepository } from '../../../src/modules/calls/calls.repository';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { FILL_FIGURES } from '../../support/filled-figures';
import { runSql } from '../../support/rows';

const CALLS = 100_000;
/** Of 500 agents, all calls of agent-7 are the shortest and the saddest of all: whoever goes through all finds them last. */
const FILL = [
  `INSERT INTO agents (id, external_id, name) SELECT gen_random_uuid(), 'agent-' || n, 'Agent ' || n
   FROM generate_series(1, 500) AS n`,
  `INSERT INTO calls (id, external_id, content_digest, status, agent_id, started_at, tags, metadata, source, stream_state,
     customer, duration_ms, sentiment_overall, sentiment_final, sentiment_shift)
   SELECT gen_random_uuid(), 'call-' || n, '\\x00', CASE WHEN n % 1000 = 0 THEN 'live' ELSE 'completed' END, a.id,
     timestamptz '2025-01-01T00:00:00Z' + make_interval(mins => n), ARRAY['common', 'rare-' || n % 1000],
     '{}', 'test', '{}', 'customer-' || n % 1000, CASE WHEN n % 1000 > 0 THEN duration END,
     score, CASE WHEN n % 1000 > 0 THEN score END, (n * 37) % 40001 - 20000
   FROM generate_series(1, ${CALLS}) AS n JOIN agents a ON a.external_id = 'agent-' || (n % 500 + 1),
     LATERAL (SELECT CASE WHEN n % 500 = 6 THEN n / 500 ELSE 60000 + (n::bigint * 7919) % 3540000 END AS duration,
       CASE WHEN n % 500 = 6 THEN n / 500 - 10000 ELSE (n * 31) % 19001 - 9000 END AS score) AS drawn`,
  `INSERT INTO utterances (call_id, seq, position, speaker, text, word_count, digest, analyzer, score, confidence, label, keywords, trend)
   SELECT c.id, n, n, 'agent', 'words', 1, '\\x00', 'lexicon.v1', 0, 0, 'neutral', '{}', 'steady'
   FROM (SELECT id FROM calls ORDER BY started_at DESC LIMIT 300) AS c, generate_series(1, 100) AS n`,
  FILL_FIGURES,
  'ANALYZE',
];

/** One node of EXPLAIN's plan. */
interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  /** Of the common table expression whose plan it begins. */
  'Subplan Name'?: string;
  Plans?: PlanNode[];
  /** Whether it serves the total. */
  counted?: boolean;
}

describe('the plans of the queries over 100,000 calls', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let calls: CallsRepository;
  let explained: PlanNode[];
  let newest: { id: string; startedAt: Date };

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 1, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
    explained = [];
    calls = new CallsRepository(explaining());
    const rows = await runSql<{ id: string; startedAt: Date }>(
      testDatabase,
      'SELECT id, started_at AS "startedAt" FROM calls ORDER BY started_at DESC LIMIT 1',
    );
    newest = rows[0] as { id: string; startedAt: Date };
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  /** A database that also keeps the plan of every statement it runs. */
  function explaining(): Database {
    const observed = Object.create(database) as Database;
    observed.query = async (text, values = []) => {
      const client = new Client({ connectionString: testDatabase.migrationUrl });
      await client.connect();
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
        values,
      );
      await client.end();
      explained.push(...nodesOf((rows[0]?.['QUERY PLAN'][0] as { Plan: PlanNode }).Plan));
      return database.query(text, values);
    };
    return observed;
  }

  const indices = () => [...new Set(explained.map((node) => node['Index Name']).filter((name) => name !== undefined))];
  // A count stops at the cap, where nearly every row counts: it may read the table in order.
  const scansOfTables = () =>
    explained.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'agents' && !node.counted);
  const mostRows = () => Math.max(...explained.map(rowsOf));

  /** Rows that the page read, without those that were only counted. */
  const mostRowsOfPage = () => Math.max(...explained.filter(({ counted }) => !counted).map(rowsOf));
  const page = { order: NEWEST_FIRST, limit: 50, offset: 0 };
  const month = { from: '2025-02-01T00:00:00Z', to: '2025-03-01T00:00:00Z' };

  it.each<[string, CallFilters, string]>([
    ['all', {}, 'calls_started_idx'],
    ['a month', month, 'calls_started_idx'],
    ['the live ones', { status: 'live' }, 'calls_live_idx'],
    ['those of an agent', { agent: 'agent-7' }, 'calls_agent_started_idx'],
    ['those of an agent in a month', { agent: 'agent-7', ...month }, 'calls_agent_started_idx'],
    ['the completed ones of an agent', { agent: 'agent-7', status: 'completed' }, 'calls_agent_started_idx'],
    ['those of a customer', { customer: 'customer-7' }, 'calls_customer_started_idx'],
  ])('a list of %s reads the index that is in its order, and few rows', async (_, filters, index) => {
    expect(await calls.list({ ...page, filters })).toMatchObject({ last: { id: expect.any(String) as string } });
    expect(indices()).toContain(index);
    expect(scansOfTables()).toEqual([]);
    expect(mostRowsOfPage()).toBeLessThanOrEqual(60);
  });

  it.each<[string, CallOrder['by'], string]>([
    ['duration', 'durationMs', 'calls_duration_idx'],
    ['sentiment', 'sentiment', 'calls_sentiment_idx'],
    ['time', 'startedAt', 'calls_started_idx'],
  ])('a list by %s reads the index of that order from either end, and few rows', async (_, by, index) => {
    for (const descending of [true, false]) {
      explained.splice(0);
      const { last } = await calls.list({ ...page, filters: {}, order: { by, descending } });
      const after = last as { key: string; id: string };
      await calls.list({ ...page, filters: {}, order: { by, descending }, after });
      expect(indices()).toContain(index);
      expect(scansOfTables()).toEqual([]);
      // A page of those whose value is known, and one of those whose is not.
      expect(mostRowsOfPage()).toBeLessThanOrEqual(102);
    }
  });

  it.each<[string, CallFilters, string]>([
    ['rare tag', { tag: 'rare-7' }, 'calls_tags_idx'],
    ['extreme score', { minSentimentE4: 9_990 }, 'calls_sentiment_idx'],
    ['extreme shift', { maxShiftE4: -19_990 }, 'calls_shift_idx'],
    ['extreme duration', { minDurationMs: 3_599_000 }, 'calls_duration_idx'],
  ])('calls with a %s are found by its index', async (_, filters, index) => {
    expect((await calls.list({ ...page, filters })).items.length).toBeGreaterThan(0);
    expect(indices()).toContain(index);
    expect(scansOfTables()).toEqual([]);
    expect(mostRows()).toBeLessThanOrEqual(600);
  });

  it.each<[string, CallOrder['by'], string]>([
    ['duration', 'durationMs', 'calls_agent_duration_idx'],
    ['sentiment', 'sentiment', 'calls_agent_sentiment_idx'],
  ])('the calls of an agent by %s are read in that order, though they come last of all', async (_, by, index) => {
    for (const descending of [true, false]) {
      explained.splice(0);
      const order = { by, descending };
      expect((await calls.list({ ...page, filters: { agent: 'agent-7' }, order })).items).toHaveLength(50);
      expect(indices()).toContain(index);
      expect(scansOfTables()).toEqual([]);
      expect(mostRowsOfPage()).toBeLessThanOrEqual(102);
    }
  });

  it('a page far on by cursor costs what the first costs', async () => {
    const after = { key: '2025-01-10T00:00:00.000Z', id: newest.id };
    expect((await calls.list({ ...page, filters: {}, after })).items).toHaveLength(50);
    expect(indices()).toContain('calls_started_idx');
    expect(mostRowsOfPage()).toBeLessThanOrEqual(60);
  });

  it('counting stops one past the cap', async () => {
    expect((await calls.list({ ...page, filters: {} })).total).toBe(10_001);
    expect(mostRows()).toBeLessThanOrEqual(10_001);
  });

  it('a transcript, its points, and the head of a stream read what they answer and no more', async () => {
    expect(await calls.transcript(newest.id, { words: true, vendorSentiment: true })).toHaveLength(100);
    expect(indices()).toEqual([expect.stringMatching(/^utterances_(pk|position_key)$/)]);
    expect(mostRows()).toBe(100);
    explained.splice(0);
    expect(await calls.points(newest.id, 90, 100)).toHaveLength(10);
    expect(indices()).toEqual(['utterances_position_key']);
    expect(mostRows()).toBe(10);
    explained.splice(0);
    expect(await calls.heads([newest.id])).toHaveLength(1);
    expect(indices()).toEqual(['calls_pk']);
    expect(scansOfTables()).toEqual([]);
  });

  it('an append finds what it knows of its utterances, and its call, by index', async () => {
    const tx = { ...explaining(), query: explaining().query, publish: () => undefined } as unknown as Transaction;
    await calls.digests(tx, newest.id, [1, 2, 500]);
    expect(indices()).toEqual(['utterances_pk']);
    await calls.lock(tx, newest.id);
    await calls.findByExternalId(tx, 'call-77');
    await calls.findById(newest.id, tx);
    expect(indices()).toEqual(expect.arrayContaining(['calls_pk', 'calls_external_id_key']));
    expect(scansOfTables()).toEqual([]);
  });
});

function nodesOf(plan: PlanNode, counted = false): PlanNode[] {
  const own = counted || plan['Subplan Name'] === 'CTE total';
  return [{ ...plan, counted: own }, ...(plan.Plans ?? []).flatMap((inner) => nodesOf(inner, own))];
}

function rowsOf(node: PlanNode): number {
  return node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
}
