import { PageOf } from '../../../src/core/database/paging';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { utterance } from '../../support/samples';

type Page = PageOf<CallDto>;

/** Calls straight into the table; begun in pairs of days, so that many begin at the same moment. */
const MANY_CALLS = `
  INSERT INTO calls (id, content_digest, status, agent_id, started_at, tags, metadata, source, stream_state)
  SELECT gen_random_uuid(), '\\x00', CASE WHEN n % 3 = 0 THEN 'live' ELSE 'completed' END,
    CASE WHEN n % 2 = 0 THEN (SELECT id FROM agents WHERE external_id = 'many') END,
    timestamptz '2020-01-01T00:00:00Z' + make_interval(days => n / $2::int), '{}', '{}', 'test', '{}'
  FROM generate_series(0, $1::int - 1) AS n`;

describe('lists of calls', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'viewer');
    const writer = restAs(parley, 'user');
    const agents = ['many', 'few'].map((externalId) => ({ externalId }));
    for (const [day, agent] of agents.entries()) {
      const startedAt = `2026-03-0${day + 1}T09:30:00.000Z`;
      expectStatus(await writer.post('/calls', { startedAt, agent }), 201);
      expectStatus(await writer.post('/calls', { startedAt, agent, utterances: [utterance(1)] }), 201);
    }
    await runSql(parley.database, MANY_CALLS, [396, 60]);
  }, 60_000);
  afterAll(() => parley.close());

  const page = async (query: string) => expectStatus(await rest.get<Page>(`/calls?${query}`), 200);
  const problem = async (query: string, code = 'request.invalid') =>
    expectProblem(await rest.get(`/calls?${query}`), 400, code);
  const ids = ({ items }: Page) => items.map(({ id }) => id);

  async function walk(query: string): Promise<Page[]> {
    const pages = [await page(query)];
    for (let last = pages[0]; last?.nextCursor; last = pages.at(-1)) {
      pages.push(await page(`${query}&cursor=${last.nextCursor}`));
    }
    return pages;
  }

  it('answers 50 calls, newest first, with the exact total', async () => {
    const first = await page('');
    expect(first).toMatchObject({ total: 400, totalIsCapped: false, nextCursor: expect.any(String) as string });
    expect(first.items).toHaveLength(50);
    const order = first.items.map(({ startedAt, id }) => `${startedAt} ${id}`);
    expect(order).toEqual([...order].sort().reverse());
    expect(first.items[0]).toMatchObject({ startedAt: '2026-03-02T09:30:00.000Z', agent: { externalId: 'few' } });
  });

  it.each(['', '&status=completed', '&agent=many', '&status=live&agent=many&from=2020-01-02T00:00:00Z'])(
    'walks by cursor through what it walks through by offset, every call once (%s)',
    async (filter) => {
      const byCursor = (await walk(`limit=37${filter}`)).flatMap(ids);
      const { total } = await page(`limit=1${filter}`);
      const offsets = Array.from({ length: Math.ceil(total / 37) }, (_, index) => index * 37);
      const byOffset = await Promise.all(offsets.map((offset) => page(`limit=37&offset=${offset}${filter}`)));
      expect(byCursor).toEqual(byOffset.flatMap(ids));
      expect(new Set(byCursor).size).toBe(total);
      expect(byOffset.at(-1)?.nextCursor).toBeNull();
    },
  );

  it('walks on from where it was when newer calls come in between', async () => {
    const first = await page('limit=10');
    const rest = await page(`limit=200&cursor=${first.nextCursor}`);
    const { id } = expectStatus(await restAs(parley, 'user').post<CallDto>('/calls', {}), 201);
    expect(ids(await page(`limit=200&cursor=${first.nextCursor}`))).toEqual(ids(rest));
    expect((await page('limit=1')).items[0]?.id).toBe(id);
    expectStatus(await restAs(parley, 'admin').delete(`/calls/${id}`), 204);
  });

  it('filters by agent, by either id', async () => {
    const byExternalId = await page('agent=few');
    expect(byExternalId.items.map(({ agent }) => agent?.externalId)).toEqual(['few', 'few']);
    expect(await page(`agent=${byExternalId.items[0]?.agent?.id}`)).toEqual(byExternalId);
    expect(await page('agent=nobody')).toEqual({ items: [], nextCursor: null, total: 0, totalIsCapped: false });
    expect(await page('agent=01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d')).toMatchObject({ total: 0 });
  });

  it('filters by status', async () => {
    for (const status of ['live', 'completed']) {
      const found = await page(`status=${status}&limit=200`);
      expect(new Set(found.items.map((call) => call.status))).toEqual(new Set([status]));
      expect(found.total).toBe(status === 'live' ? 134 : 266);
    }
  });

  it('filters by time: from this moment on, and before that one', async () => {
    const moment = '2026-03-01T09:30:00.000Z';
    const startsOf = async (query: string) => [...new Set((await page(query)).items.map((call) => call.startedAt))];
    expect(await startsOf(`from=${moment}`)).toEqual(['2026-03-02T09:30:00.000Z', moment]);
    expect(await startsOf(`from=${moment}&to=2026-03-02T09:30:00.000Z`)).toEqual([moment]);
    expect(await startsOf(`from=2026-03-01T10:30:00%2B01:00&to=2026-03-01T09:30:00.001Z`)).toEqual([moment]);
  });

  it('takes the filters of a cursor in any order', async () => {
    const { nextCursor } = await page('limit=5&status=completed&agent=many');
    expect((await page(`cursor=${nextCursor}&agent=many&limit=7&status=completed`)).items).toHaveLength(7);
  });

  it('refuses a cursor of other filters', async () => {
    const { nextCursor } = await page('limit=5&status=completed');
    for (const filter of ['', 'status=live&', 'status=completed&agent=many&']) {
      await problem(`${filter}cursor=${nextCursor}`, 'paging.bad_cursor');
    }
  });

  it('refuses cursors that it did not make', async () => {
    const { nextCursor } = await page('limit=5');
    const [digest, startedAt, id] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as string[];
    const forged = [
      [digest],
      [digest, startedAt],
      [digest, startedAt, id, id],
      [digest, id, startedAt],
      [digest, startedAt, "x' OR 1=1"],
      [digest, 'yesterday', id],
      [digest, '2026-13-01T00:00:00.000Z', id],
      [digest, null, null],
      ['AAAAAAAAAAAA', startedAt, id],
      { 0: digest },
    ].map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));
    for (const cursor of [...forged, 'x', 'null', '[]', '-_-_-_']) {
      await problem(`cursor=${cursor}`, 'paging.bad_cursor');
    }
    expect((await problem(`cursor=${'A'.repeat(2049)}`)).errors?.[0]?.field).toBe('cursor');
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=10001', 'offset'],
    ['offset=1&cursor=WyJ4Il0', 'offset'],
    ['status=ended', 'status'],
    ['status=', 'status'],
    ['agent=', 'agent'],
    ['agent=%00', 'agent'],
    ['cursor=%00', 'cursor'],
    [`agent=${'a'.repeat(201)}`, 'agent'],
    ['from=yesterday', 'from'],
    ['from=2026-03-01', 'from'],
    ['from=2026-03-01T09:30:00', 'from'],
    ['to=2026-02-30T00:00:00Z', 'to'],
    ['to=0000-01-01T00:00:00Z', 'to'],
    ['sort=duration', 'sort'],
    ['sort=--sentiment', 'sort'],
    ['from=2026-03-01T09:30:00Z&to=2026-03-01T09:30:00Z', 'to'],
    ['from=2026-03-01T10:30:00%2B01:00&to=2026-03-01T09:29:59Z', 'to'],
    ['minDurationMs=2&maxDurationMs=1', 'maxDurationMs'],
    ['minSentiment=0.5&maxSentiment=0.4999', 'maxSentiment'],
    ['minShift=0&maxShift=-0.1', 'maxShift'],
    ['minDurationMs=-1', 'minDurationMs'],
    ['maxDurationMs=86400001', 'maxDurationMs'],
    ['minSentiment=1.01', 'minSentiment'],
    ['minSentiment=0.00001', 'minSentiment'],
    ['minSentiment=1e-1', 'minSentiment'],
    ['maxShift=2.1', 'maxShift'],
    ['maxShift=NaN', 'maxShift'],
    ['direction=up', 'direction'],
    ['customer=', 'customer'],
    ['customer=%00', 'customer'],
    [`tag=${'a'.repeat(65)}`, 'tag'],
    ['tag=a&tag=b', 'tag'],
  ])('refuses ?%s', async (query, field) => {
    expect((await problem(query)).errors?.map((error) => error.field)).toEqual([field]);
  });

  describe('of calls that differ in everything', () => {
    const sorts = ['startedAt', 'durationMs', 'sentiment'].flatMap((by) => [by, `-${by}`]);
    const VARIED = `
      INSERT INTO calls (id, content_digest, status, started_at, ended_at, tags, metadata, source, stream_state, customer,
        direction, duration_ms, sentiment_overall, sentiment_agent, sentiment_shift, sentiment_trend, language,
        sentiment_final)
      SELECT gen_random_uuid(), '\\x00', 'completed', timestamptz '2019-01-01T00:00:00.123Z' + make_interval(hours => n / 2),
        CASE WHEN n % 4 > 0 THEN timestamptz '2019-01-02T00:00:00.1Z' END, CASE WHEN n % 2 = 0 THEN ARRAY['varied', 'even'] ELSE ARRAY['varied'] END,
        '{"a": [1, 2.50, "\\u00e9\\n", null, 1e3]}', 'test', '{}', CASE WHEN n % 3 = 0 THEN 'Zoë "Z"' END,
        (ARRAY['inbound', 'outbound', NULL])[1 + n % 3], CASE WHEN n % 3 > 0 THEN n / 4 END,
        CASE WHEN n % 5 > 0 THEN n * 7 % 40 - 20 END, CASE WHEN n % 7 > 0 THEN 10000 - n END,
        CASE WHEN n % 2 > 0 THEN n * 11 % 50 - 25 END, CASE WHEN n % 6 > 0 THEN 'steady' END, CASE WHEN n % 2 > 0 THEN 'en' END,
        CASE WHEN n % 5 > 0 THEN n * 7 % 40 - 20 END
      FROM generate_series(1, 120) AS n`;

    beforeAll(async () => {
      await runSql(parley.database, VARIED);
    });
    afterAll(async () => {
      await runSql(parley.database, `DELETE FROM calls WHERE tags @> '{varied}'`);
    });

    it.each(sorts)('sorts by %s, unknown ones last, alike by cursor and by offset', async (sort) => {
      const all = (await page(`tag=varied&limit=200&sort=${sort}`)).items;
      expect(all).toHaveLength(120);
      const valueOf = ({ startedAt, durationMs, sentiment }: CallDto) =>
        sort.endsWith('startedAt')
          ? Date.parse(startedAt)
          : sort.endsWith('durationMs')
            ? durationMs
            : sentiment.overall;
      const sign = sort.startsWith('-') ? -1 : 1;
      const rank = (call: CallDto) => [valueOf(call) === null ? 1 : 0, sign * (valueOf(call) ?? 0)] as const;
      const sorted = [...all].sort(
        (a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1] || sign * (a.id < b.id ? -1 : 1),
      );
      expect(ids({ items: all } as Page)).toEqual(ids({ items: sorted } as Page));
      for (const limit of [1, 7, 40]) {
        const walked = await walk(`tag=varied&limit=${limit}&sort=${sort}`);
        expect(walked.flatMap(ids)).toEqual(ids({ items: all } as Page));
        expect(new Set(walked.map(({ total }) => total))).toEqual(new Set([120]));
      }
      for (const offset of [0, 39, 100, 119, 120, 10_000]) {
        const { items } = await page(`tag=varied&limit=25&offset=${offset}&sort=${sort}`);
        expect(items).toEqual(all.slice(offset, offset + 25));
      }
    });

    it('filters exactly as the items say', async () => {
      const all = (await page('tag=varied&limit=200')).items;
      const cases: [string, (call: CallDto) => boolean][] = [
        ['tag=even', ({ tags }) => tags.includes('even')],
        [`customer=${encodeURIComponent('Zoë "Z"')}`, ({ customer }) => customer === 'Zoë "Z"'],
        ['direction=outbound', ({ direction }) => direction === 'outbound'],
        ['minDurationMs=10&maxDurationMs=20', ({ durationMs: d }) => d !== null && d >= 10 && d <= 20],
        ['maxDurationMs=0', ({ durationMs }) => durationMs === 0],
        ['minSentiment=-0.0003', ({ sentiment: { overall: s } }) => s !== null && s >= -0.0003],
        ['maxSentiment=0', ({ sentiment: { overall: s } }) => s !== null && s <= 0],
        ['minShift=0.0007&maxShift=0.002', ({ sentiment: { shift: s } }) => s !== null && s >= 0.0007 && s <= 0.002],
        ['maxShift=-0.0001&direction=inbound', (c) => (c.sentiment.shift ?? 0) < 0 && c.direction === 'inbound'],
      ];
      for (const [query, matches] of cases) {
        const { items, total } = await page(
          `tag=varied&limit=200&${query}`.replace('tag=varied&limit=200&tag=even', 'limit=200&tag=even'),
        );
        expect(items).toEqual(all.filter(matches));
        expect(total).toBe(items.length);
        expect(total).toBeGreaterThan(0);
      }
    });

    it('lists each call exactly as it is read by itself', async () => {
      const listed = (await page('limit=200')).items;
      for (const call of listed) {
        expect(call).toEqual(expectStatus(await rest.get<CallDto>(`/calls/${call.id}`), 200));
      }
      const answer = await rest.get<Page>('/calls?limit=1');
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('x-correlation-id')).toMatch(/./);
    });

    it('refuses the cursor of another order', async () => {
      const { nextCursor } = await page('tag=varied&sort=durationMs&limit=5');
      for (const sort of ['-durationMs', 'sentiment', 'startedAt']) {
        await problem(`tag=varied&sort=${sort}&cursor=${nextCursor}`, 'paging.bad_cursor');
      }
      const [digest] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as string[];
      for (const key of ['12', 1.5, 1e10, {}, true]) {
        const forged = Buffer.from(JSON.stringify([digest, key, listedId])).toString('base64url');
        await problem(`tag=varied&sort=durationMs&cursor=${forged}`, 'paging.bad_cursor');
      }
    });
    const listedId = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
  });

  it('answers what Postgres finds absurd as precisely', async () => {
    expect((await problem('from=2026-03-01T09:30:00%2B23:59')).detail).toContain('cannot be stored');
  });

  it('counts to 10,000 and no further, and still walks beyond', async () => {
    await runSql(parley.database, MANY_CALLS, [9_600, 4_000]);
    expect(await page('limit=1')).toMatchObject({ total: 10_000, totalIsCapped: false });
    await runSql(parley.database, MANY_CALLS, [1, 1]);
    expect(await countRows(parley.database, 'calls')).toBe(10_001);
    const far = await page('limit=200&offset=10000');
    expect(far).toMatchObject({ total: 10_000, totalIsCapped: true, nextCursor: null });
    expect(far.items).toHaveLength(1);
  }, 30_000);
});
