import { Client } from 'pg';
import { Database, Queryable } from '../../../src/core/database/database';
import { calendarOf } from '../../../src/modules/analytics/question/calendar.query';
import { ReportsRepository } from '../../../src/modules/analytics/reports/reports.repository';
import { WindowRepository } from '../../../src/modules/analytics/recalculation/window.repository';
import { windowOf } from '../../../src/modules/analytics/windows/window.query';
import { createTestDatabase, TestDatabase } from '../../support/database';

const HOUR_MS = 3_600_000;

describe('days of time zones', () => {
  let testDatabase: TestDatabase;
  let client: Client;
  let db: Queryable;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    client = new Client({ connectionString: testDatabase.url });
    await client.connect();
    // A session of another zone must not matter.
    await client.query(`SET timezone = 'Pacific/Auckland'`);
    db = { query: async (text, values) => (await client.query(text, values)).rows as never };
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await testDatabase.drop();
  });

  /** How many quarters of hours around the window lie on which side of it, though the day says otherwise. */
  async function strays(day: string, from: Date, to: Date, timezone: string): Promise<number> {
    const { rows } = await client.query<{ strays: number }>(
      `SELECT count(*)::int AS strays FROM generate_series($2::timestamptz - interval '5 h', $3::timestamptz + interval '5 h', '15 min') t
       WHERE ((t AT TIME ZONE $4)::date = $1::date) <> (t >= $2 AND t < $3)`,
      [day, from, to, timezone],
    );
    return rows[0]?.strays ?? -1;
  }

  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
    ['Europe/Berlin', '2026-06-01', '2026-05-31T22:00:00.000Z', 24],
    ['Asia/Kathmandu', '2026-03-01', '2026-02-28T18:15:00.000Z', 24],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', 23],
    ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00:00.000Z', 25],
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00.000Z', 24],
    ['America/Sao_Paulo', '2026-02-17', '2026-02-17T03:00:00.000Z', 24],
    ['America/Havana', '2025-11-02', '2025-11-02T04:00:00.000Z', 25],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', 23],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', 24.5],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z', 24],
    ['UTC', '2024-02-29', '2024-02-29T00:00:00.000Z', 24],
  ])('%s: %s begins at %s and has %p hours', async (timezone, day, begin, hours) => {
    const window = await windowOf(db, { day }, { day }, timezone);
    expect(window.from.toISOString()).toBe(begin);
    expect((window.to.getTime() - window.from.getTime()) / HOUR_MS).toBe(hours);
    expect(await strays(day, window.from, window.to, timezone)).toBe(0);
    expect(await calendarOf(db, { ...window, timezone })).toMatchObject({ firstDay: day, wholeDays: true });
  });

  it('are the same for reports and for recalculations, also where midnight comes twice or not at all', async () => {
    await client.query(`UPDATE rollup_state SET timezone = 'America/Havana'`);
    for (const day of ['2025-11-01', '2025-11-02', '2026-03-07', '2026-03-08', '2026-06-01']) {
      const { from, to } = await windowOf(db, { day }, { day }, 'America/Havana');
      const report = await new ReportsRepository(db as Database).days('America/Havana', 1, day);
      expect(report).toMatchObject({ firstDay: day, lastDay: day, from, to });
      const recalculated = await new WindowRepository(db as Database).resolve({ from: day, to: day });
      expect([new Date(recalculated.from), new Date(recalculated.to)]).toEqual([from, to]);
      expect(recalculated).toMatchObject({ days: { first: day, last: day }, dayCount: 1 });
    }
    await client.query(`UPDATE rollup_state SET timezone = 'UTC'`);
  });

  it('a day that a zone left out is empty', async () => {
    const day = '2011-12-30';
    const { from, to } = await windowOf(db, { day }, { day }, 'Pacific/Apia');
    expect(from).toEqual(to);
  });

  it('where a minute of the next day comes before the end of one, no whole days are told', async () => {
    const timezone = 'America/St_Johns';
    const window = await windowOf(db, { day: '2010-11-07' }, { day: '2010-11-08' }, timezone);
    expect(await calendarOf(db, { ...window, timezone })).toMatchObject({ firstDay: '2010-11-07', wholeDays: false });
  });

  it.each([
    ['2026-03-29T01:00:00Z', '2026-03-30T22:00:00Z', 'Europe/Berlin'],
    ['2026-03-28T23:00:00.001Z', '2026-03-30T22:00:00Z', 'Europe/Berlin'],
    ['2026-03-28T23:00:00Z', '2026-03-30T21:59:59.999Z', 'Europe/Berlin'],
    ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z', 'Asia/Kathmandu'],
    ['2025-11-02T05:00:00Z', '2025-11-03T05:00:00Z', 'America/Havana'],
  ])('%s to %s are no whole days in %s', async (from, to, timezone) => {
    const filters = { from: new Date(from), to: new Date(to), timezone };
    expect(await calendarOf(db, filters)).toMatchObject({ wholeDays: false, rollupTimezone: 'UTC' });
  });

  it('what is left out is today and the 29 days before, or those before the end', async () => {
    const usual = await windowOf(db, undefined, undefined, 'Europe/Berlin');
    const { rows } = await client.query<{ today: boolean }>(
      `SELECT now() >= $1::timestamptz - interval '25 h' AND now() < $1 AS today`,
      [usual.to],
    );
    expect(rows).toEqual([{ today: true }]);
    const march = await windowOf(db, undefined, { day: '2026-03-31' }, 'Europe/Berlin');
    expect(march.from.toISOString()).toBe('2026-03-01T23:00:00.000Z');
    const upToNoon = await windowOf(db, undefined, { at: new Date('2026-03-31T10:00:00Z') }, 'Europe/Berlin');
    expect(upToNoon).toEqual({ from: march.from, to: new Date('2026-03-31T10:00:00Z') });
  });
});
