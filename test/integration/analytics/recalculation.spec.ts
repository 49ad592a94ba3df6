import { Config } from '../../../src/core/config/config';
import { createDataSource, REQUEST_LIMITS } from '../../../src/core/database/data-source';
import { LongWorkDatabase } from '../../../src/core/database/database';
import { EventBus } from '../../../src/core/events/event-bus';
import { Logger } from '../../../src/core/logging/logger';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { RecalculationProcessor } from '../../../src/modules/analytics/recalculation/recalculation.processor';
import { ReconcileService } from '../../../src/modules/analytics/recalculation/reconcile.service';
import { RollupsRepository } from '../../../src/modules/analytics/recalculation/rollups.repository';
import { WindowRepository } from '../../../src/modules/analytics/recalculation/window.repository';
import { MeasuringRepository } from '../../../src/modules/calls/figures/measuring.repository';
import { MeasuringService } from '../../../src/modules/calls/figures/measuring.service';
import { CallFiguresRepository } from '../../../src/modules/metrics/call-figures.repository';
import { CallFiguresService } from '../../../src/modules/metrics/call-figures.service';
import { ConversationMetrics } from '../../../src/modules/metrics/conversation-metrics.service';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { fillFigures, keepWriting } from '../../support/figure-rows';
import { contextOver } from '../../support/job-context';
import { countRows, runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

const FROM = '2026-03-01T00:30:00Z';
const DAYS = 10;
const SPAN_MS = DAYS * 86_400_000;
const NOTHING = { days: 0, keys: 0, items: [] };

describe('a recalculation', () => {
  let testDatabase: TestDatabase;
  let database: LongWorkDatabase;
  let rollups: RollupsRepository;
  let figures: CallFiguresService;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const source = createDataSource(testDatabase.url, 'test', 150_000, { size: 6, ...REQUEST_LIMITS });
    const logger = new Logger(Config.from({ LOG_LEVEL: 'silent' }));
    database = new LongWorkDatabase(await source.initialize(), new EventBus(logger, new Telemetry()));
    rollups = new RollupsRepository(database);
    figures = new CallFiguresService(new CallFiguresRepository());
  }, 60_000);
  beforeEach(async () => {
    await runSql(testDatabase, 'TRUNCATE calls, call_rollups, day_rollups CASCADE');
    await runSql(testDatabase, `UPDATE rollup_state SET timezone = 'UTC', formulas = 1`);
    await fillFigures(database, { count: 400, from: FROM, everyMs: SPAN_MS / 400 });
  });
  let writers: ReturnType<typeof keepWriting> | undefined;
  afterEach(() => writers?.stop());
  afterAll(async () => {
    await database.dataSource.destroy();
    await testDatabase.drop();
  });

  function processor(timezone = 'UTC'): RecalculationProcessor {
    const measuring = new MeasuringService(database, new MeasuringRepository(), new ConversationMetrics(), figures);
    const config = Config.from({ PARLEY_TIMEZONE: timezone });
    return new RecalculationProcessor(config, database, measuring, figures, rollups, new WindowRepository(database));
  }
  const reconcile = () =>
    new ReconcileService(database, rollups, new WindowRepository(database), figures).reconcile({
      from: '2026-02-20',
      to: '2026-03-20',
    });
  const written = (rounds: number) =>
    waitFor('writers that have written', () => Promise.resolve((writers?.rounds() ?? 0) > rounds));
  const sql = (text: string) => runSql(testDatabase, text);
  const counted = async (table: string) =>
    (await runSql<{ calls: number }>(testDatabase, `SELECT sum(calls)::int AS calls FROM ${table}`))[0]?.calls;

  it('finds nothing where nothing was planted, whatever writers do meanwhile', async () => {
    writers = keepWriting(database, FROM, SPAN_MS);
    for (let round = 0; round < 3; round += 1) {
      const result = await processor().run({}, contextOver(database));
      expect(result).toMatchObject({ drift: NOTHING, keysHealed: 0, callsMeasured: 0, previousTimezone: null });
      expect(await reconcile()).toMatchObject({ agrees: true, drift: NOTHING });
    }
    await written(10);
    await writers.stop();
    expect(await counted('call_rollups')).toBe(await countRows(testDatabase, 'calls'));
  });

  const planted: [string, string, object][] = [
    [
      'a changed row by agent',
      `UPDATE call_rollups SET duration_ms = duration_ms + 5, agent_turns = agent_turns - 1
       WHERE day = '2026-03-04' AND agent_id = md5('agent1')::uuid AND direction = 'outbound'`,
      { rollup: 'call_rollups', direction: 'outbound', slot: null },
    ],
    [
      'a missing row by agent',
      `DELETE FROM call_rollups WHERE day = '2026-03-04' AND agent_id IS NULL AND direction IS NULL`,
      { rollup: 'call_rollups', agentId: null, direction: null },
    ],
    [
      'a surplus row by agent',
      `INSERT INTO call_rollups SELECT (r).* FROM (SELECT jsonb_populate_record(c, '{"agent_id":
         "01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d"}') AS r FROM call_rollups AS c WHERE day = '2026-03-04' LIMIT 1) AS one`,
      { rollup: 'call_rollups', agentId: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d' },
    ],
    [
      'a changed row by day',
      `UPDATE day_rollups SET calls = calls - 2 WHERE day = '2026-03-04' AND direction IS NULL AND slot =
         (SELECT min(slot) FROM day_rollups WHERE day = '2026-03-04' AND direction IS NULL)`,
      { rollup: 'day_rollups', agentId: null, direction: null },
    ],
    [
      'a missing row by day',
      `DELETE FROM day_rollups WHERE ctid = (SELECT ctid FROM day_rollups WHERE day = '2026-03-04' AND direction = 'inbound' LIMIT 1)`,
      { rollup: 'day_rollups', direction: 'inbound' },
    ],
    [
      'a surplus row by day',
      `INSERT INTO day_rollups SELECT (r).* FROM (SELECT jsonb_populate_record(d, '{"day": "2026-03-04", "slot": 77}') AS r
         FROM day_rollups AS d WHERE day = '2026-03-05' LIMIT 1) AS one`,
      { rollup: 'day_rollups', slot: 77 },
    ],
  ];

  it.each(planted)(
    'finds %s, names it and heals it, and loses and doubles nothing of the writers',
    async (_, plant, key) => {
      await sql(plant);
      expect(await reconcile()).toMatchObject({
        agrees: false,
        drift: { days: 1, keys: 1, items: [{ day: '2026-03-04', ...key }] },
      });
      writers = keepWriting(database, FROM, SPAN_MS);
      await written(3);
      const { drift, keysHealed } = await processor().run({}, contextOver(database));
      const before = writers.rounds();
      await written(before + 3);
      await writers.stop();
      expect(drift).toMatchObject({ days: 1, keys: 1, items: [{ day: '2026-03-04', ...key }] });
      expect(keysHealed).toBe(1);
      expect(await reconcile()).toMatchObject({ agrees: true, drift: NOTHING });
      expect(await counted('day_rollups')).toBe(await countRows(testDatabase, 'calls'));
    },
  );

  it('names the figures that were wrong, with what they are', async () => {
    const [right] = await runSql<{ duration: number; turns: number; agent: string }>(
      testDatabase,
      `SELECT duration_ms::int AS duration, agent_turns::int AS turns, agent_id AS agent FROM call_rollups
       WHERE day = '2026-03-04' AND agent_id = md5('agent1')::uuid AND direction = 'outbound'`,
    );
    await sql(planted[0]?.[1] ?? '');
    const { duration = 0, turns = 0, agent } = right ?? {};
    expect((await processor().run({}, contextOver(database))).drift.items).toEqual([
      {
        ...{ rollup: 'call_rollups', day: '2026-03-04', agentId: agent, direction: 'outbound', slot: null },
        figures: [
          { figure: 'duration_ms', stored: duration + 5, correct: duration },
          { figure: 'agent_turns', stored: turns - 1, correct: turns },
        ],
      },
    ]);
  });

  it('tells of the first hundred where everything is gone, counts all, and keeps to its window', async () => {
    const keys = (await countRows(testDatabase, 'call_rollups')) + (await countRows(testDatabase, 'day_rollups'));
    await sql('DELETE FROM call_rollups');
    await sql('DELETE FROM day_rollups');
    const part = await processor().run({ from: '2026-03-03', to: '2026-03-04T12:00:00Z' }, contextOver(database));
    expect(part).toMatchObject({ daysChecked: 2, drift: { days: 2 } });
    const rest = await processor().run({}, contextOver(database));
    expect(rest.drift.items).toHaveLength(100);
    expect(rest).toMatchObject({ drift: { days: 8, keys: keys - part.drift.keys }, daysChecked: 10 });
    expect(await reconcile()).toMatchObject({ agrees: true });
  });

  it('takes rows away of which no call is left', async () => {
    await sql(`DELETE FROM calls WHERE started_at < '2026-03-03'`);
    expect(await countRows(testDatabase, `call_rollups WHERE calls = 0`)).toBeGreaterThan(0);
    expect(await processor().run({}, contextOver(database))).toMatchObject({ drift: NOTHING });
    expect(await countRows(testDatabase, `call_rollups WHERE calls = 0`)).toBe(0);
    expect(await countRows(testDatabase, `day_rollups WHERE calls = 0`)).toBe(0);
  });

  it.each(['America/Havana', 'Pacific/Kiritimati', 'Asia/Tokyo'])(
    'moves the days to %s under writers, and back',
    async (zone) => {
      // Clocks go forward on 8 March in Havana, at midnight.
      writers = keepWriting(database, FROM, SPAN_MS);
      await written(3);
      const there = await processor(zone).run({}, contextOver(database));
      expect(there).toMatchObject({ timezone: zone, previousTimezone: 'UTC', drift: NOTHING });
      expect(await rollups.state()).toMatchObject({ timezone: zone });
      const back = await processor().run({}, contextOver(database));
      await writers.stop();
      expect(back).toMatchObject({ timezone: 'UTC', previousTimezone: zone, drift: NOTHING });
      expect(await processor(zone).run({}, contextOver(database))).toMatchObject({ drift: NOTHING });
      expect(await reconcile()).toMatchObject({ agrees: true, timezone: zone });
      const [row] = await runSql<{ wrong: number }>(
        testDatabase,
        `SELECT count(*)::int AS wrong FROM (SELECT (started_at AT TIME ZONE '${zone}')::date AS day, count(*) AS calls
         FROM call_figures GROUP BY 1) AS c FULL JOIN (SELECT day, sum(calls) AS calls FROM day_rollups GROUP BY 1) AS r
       USING (day) WHERE c.calls IS DISTINCT FROM r.calls`,
      );
      expect(row?.wrong).toBe(0);
    },
  );

  it('measures the calls that have no figures or those of older formulas, and with transcripts all', async () => {
    await sql(`DELETE FROM call_figures WHERE call_id IN (SELECT id FROM calls ORDER BY id LIMIT 30)`);
    await sql(`UPDATE call_figures SET formulas = 0 WHERE call_id IN (SELECT call_id FROM call_figures LIMIT 20)`);
    await sql('UPDATE rollup_state SET formulas = 0');
    expect(await reconcile()).toMatchObject({ agrees: false, callsWithoutFigures: 30, callsOfOlderFormulas: 20 });
    const part = await processor().run({ from: '2026-03-02', to: '2026-03-02' }, contextOver(database));
    expect(await rollups.state()).toEqual({ timezone: 'UTC', formulas: 0 });
    const rest = await processor().run({}, contextOver(database));
    expect(part.callsMeasured + rest.callsMeasured).toBe(50);
    expect(await rollups.state()).toEqual({ timezone: 'UTC', formulas: 1 });
    expect(await reconcile()).toMatchObject({ agrees: true, callsWithoutFigures: 0, callsOfOlderFormulas: 0 });
    expect((await processor().run({ transcripts: true }, contextOver(database))).callsMeasured).toBe(400);
    const ofTwoDays = { from: '2026-03-02', to: '2026-03-03', transcripts: true };
    expect((await processor().run(ofTwoDays, contextOver(database))).callsMeasured).toBe(80);
  });

  it('goes on where it was stopped, and counts nothing twice', async () => {
    await fillFigures(database, { count: 900, from: FROM, everyMs: SPAN_MS / 900 });
    await sql('DELETE FROM call_figures WHERE call_id IN (SELECT id FROM calls ORDER BY started_at LIMIT 1100)');
    await sql(
      `UPDATE call_rollups SET calls = calls + 1 WHERE day IN ('2026-03-10') AND agent_id IS NULL AND direction IS NULL`,
    );
    const context = contextOver(database);
    const stops: string[] = [];
    for (let result: unknown; result === undefined;) {
      let transactions = 0;
      const mortal = {
        ...context,
        transaction: <T>(...work: Parameters<typeof context.transaction<T>>) => {
          if ((transactions += 1) > 1) throw new Error('killed');
          return context.transaction(...work);
        },
      };
      result = await processor()
        .run({}, mortal)
        .catch((error: Error) => void stops.push(error.message));
      if (result !== undefined) {
        expect(result).toMatchObject({
          callsMeasured: 1_100,
          drift: { keys: 1, items: [{ day: '2026-03-10' }] },
          keysHealed: 1,
        });
      }
    }
    expect(stops.length).toBeGreaterThan(4);
    expect(await reconcile()).toMatchObject({ agrees: true });
  });
});
