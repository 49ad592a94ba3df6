import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { Database } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { CleanupRepository } from '../../../src/modules/calls/cleanup/cleanup.repository';
import { BEFORE_ALL } from '../../../src/modules/calls/place';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { FILL_FIGURES } from '../../support/filled-figures';
import { explaining, PlanNode } from '../../support/plans';
import { countRows, runSql } from '../../support/rows';

const CALLS = 20_000;
const CUTOFF = new Date('2025-03-01T00:00:00Z');
/** A call a minute, each with three utterances, a document and two versions; one more began just at the cutoff. */
const FILL = [
  `INSERT INTO calls (id, content_digest, status, started_at, tags, metadata, source, stream_state)
   SELECT md5('call' || n)::uuid, '\\x00'::bytea, 'completed', timestamptz '2025-01-01T00:00:00.000001Z' + make_interval(mins => n),
     '{}'::text[], '{}'::jsonb, 'test', '{}'::jsonb FROM generate_series(1, ${CALLS}) AS n
   UNION ALL SELECT md5('boundary')::uuid, '\\x00'::bytea, 'completed', '2025-03-01T00:00:00Z', '{}', '{}', 'test', '{}'`,
  `INSERT INTO utterances (call_id, seq, position, speaker, text, word_count, digest, analyzer, score, confidence, label, keywords, trend)
   SELECT id, n, n, 'agent', 'words', 1, '\\x00', 'lexicon.v1', 0, 0, 'neutral', '{}', 'steady'
   FROM calls, generate_series(1, 3) AS n`,
  `INSERT INTO call_search (call_id, started_at, last_position, language, document, terms)
   SELECT id, started_at, 1, 'en', '', '' FROM calls`,
  `INSERT INTO call_versions (call_id, version, last_position, replaced_at, replaced_by, replaced_by_name, kind, before)
   SELECT id, v, 1, now(), id, 'somebody', 'swap', '{}' FROM calls, generate_series(1, 2) AS v`,
  `INSERT INTO call_documents (call_id, format, media_type, content) SELECT id, 'webvtt', 'text/vtt', 'WEBVTT' FROM calls`,
  FILL_FIGURES,
  'ANALYZE',
];
const TABLES = ['calls', 'utterances', 'call_search', 'call_versions', 'call_documents', 'call_figures'];

describe('the clean-up over 20,000 calls', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  const explained: PlanNode[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    for (const statement of FILL) await runSql(testDatabase, statement);
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 2, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new Database(await source.initialize(), new EventBus(logger, new Telemetry()));
  }, 120_000);
  beforeEach(() => explained.splice(0));
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  const observed = () => explaining(database, testDatabase, explained);
  const scans = () => explained.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
  const indices = () => new Set(explained.flatMap((node) => node['Index Name'] ?? []));
  const mostRows = () =>
    Math.max(...explained.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)));

  it('finds and measures the oldest by their index, at any depth, no more than asked for', async () => {
    const calls = new CleanupRepository(observed());
    const deep = { startedAt: '2025-01-08 00:00:00.000001+00', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
    const { amounts, last } = await calls.measure(CUTOFF, deep, 10);
    const begun = { oldest: '2025-01-08T00:01:00.000Z', newest: '2025-01-08T00:10:00.000Z' };
    expect(amounts).toEqual({ calls: 10, utterances: 30, documents: 10, ...begun });
    expect(await calls.lock(observed(), CUTOFF, last ?? BEFORE_ALL, 10)).toHaveLength(10);
    expect([scans(), mostRows()]).toEqual([[], 30]);
    expect(indices()).toContain('calls_started_idx');
  });

  it('passes none twice and none over that began within the same millisecond', async () => {
    const calls = new CleanupRepository(database);
    await runSql(
      testDatabase,
      `UPDATE calls SET started_at = '2025-01-01T00:00:30Z'::timestamptz + make_interval(secs => n / 1000000.0)
       FROM generate_series(1, 10) AS n WHERE id = md5('call' || n)::uuid`,
    );
    let place = BEFORE_ALL;
    const seen: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const [{ id, startedAt } = place, second = place] = await calls.lock(database, CUTOFF, place, 2);
      seen.push(id, second.id);
      expect(startedAt).toMatch(/^2025-01-01 /);
      place = second;
    }
    expect(new Set(seen).size).toBe(12);
  });

  it('takes fewer calls together the more they say, and one at least', async () => {
    const calls = new CleanupRepository(database);
    const behind = { startedAt: '2025-01-02 00:00:00.000001+00', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
    const long = [60_000, 20_000, 20_000, 10_000, 1];
    for (const [n, positions] of long.entries()) {
      await runSql(testDatabase, `UPDATE calls SET last_position = $1 WHERE id = md5('call' || $2::int)::uuid`, [
        positions,
        1_441 + n,
      ]);
    }
    const sizes: number[] = [];
    for (let place = behind; sizes.length < 3;) {
      const doomed = await calls.lock(database, CUTOFF, place, 5);
      expect((await calls.measure(CUTOFF, place, 5)).amounts.calls).toBe(doomed.length);
      sizes.push(doomed.length);
      place = doomed.at(-1) ?? place;
    }
    expect(sizes).toEqual([1, 3, 5]);
  });

  it('keeps a call that began at the cutoff itself, and knows the time of the database', async () => {
    const calls = new CleanupRepository(database);
    const isDoomed = async (cutoff: string) => {
      const before = { startedAt: '2025-03-01 00:00:00+00', id: '00000000-0000-0000-0000-000000000000' };
      const { amounts } = await calls.measure(new Date(cutoff), before, 10);
      return amounts.calls > 0;
    };
    expect(await isDoomed('2025-03-01T00:00:00.000Z')).toBe(false);
    expect(await isDoomed('2025-03-01T00:00:00.001Z')).toBe(true);
    for (const zone of ['UTC', 'Europe/Berlin']) {
      const [row] = await database.transaction(async (tx) => {
        await tx.query(`SET LOCAL TIME ZONE '${zone}'`);
        const cutoff = await calls.cutoff(tx, 200);
        return tx.query<{ hours: number }>(
          `SELECT (extract(epoch FROM date_trunc('milliseconds', now()) - $1::timestamptz) / 3600)::float8 AS hours`,
          [cutoff],
        );
      });
      expect(row?.hours).toBe(4_800);
    }
  });

  it('deletes what it has locked by indices, with all that belongs to it and nothing else', async () => {
    const calls = new CleanupRepository(database);
    const ids = (await calls.lock(database, CUTOFF, BEFORE_ALL, 100)).map(({ id }) => id);
    const { amounts } = await calls.measure(CUTOFF, BEFORE_ALL, 100);
    // EXPLAIN has deleted them when the statement itself comes.
    expect(await calls.delete(observed(), ids)).toEqual({
      ...amounts,
      calls: 0,
      utterances: 0,
      documents: 0,
      oldest: null,
      newest: null,
    });
    expect([scans(), mostRows()]).toEqual([[], 300]);
    const next = (await calls.lock(database, CUTOFF, BEFORE_ALL, 1_000)).map(({ id }) => id);
    const measured = (await calls.measure(CUTOFF, BEFORE_ALL, 1_000)).amounts;
    expect(await calls.delete(database, next)).toEqual(measured);
    const left = CALLS + 1 - 1_100;
    const counts = await Promise.all(TABLES.map((table) => countRows(testDatabase, table)));
    expect(counts).toEqual([left, 3 * left, left, 2 * left, left, left]);
    const rolledUp = 'SELECT sum(calls)::int AS calls FROM call_rollups';
    expect(await runSql(testDatabase, rolledUp)).toEqual([{ calls: left }]);
  });
});
