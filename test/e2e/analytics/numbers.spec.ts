import { Client } from 'pg';
import { Role } from '../../../src/core/access/permissions';
import { AgentsPerformanceDto } from '../../../src/modules/analytics/dto/agent-performance.dto';
import { DistributionDto } from '../../../src/modules/analytics/dto/distribution.dto';
import { AgentSeriesDto, SeriesDto } from '../../../src/modules/analytics/dto/series.dto';
import { SummaryDto } from '../../../src/modules/analytics/dto/summary.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { Answer, expectProblem, expectStatus, ProblemBody, RestClient } from '../../support/rest-client';
import { utterances } from '../../support/samples';

interface Given {
  agent?: string;
  direction?: 'inbound' | 'outbound';
  tags?: string[];
  /** How long each side speaks, the agent first. */
  ms?: [number, number];
}

const MARCH = 'from=2026-03-01&to=2026-03-31';
const METRICS = 'metrics=calls.v1,talk_ratio.v1,duration.v1';

describe('numbers about calls', () => {
  let parley: TestApp;
  let rest: RestClient;
  let writer: RestClient;
  const agents: Record<string, string> = {};

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'viewer');
    writer = restAs(parley, 'user');
    await call('2026-02-27T12:00:00Z', { agent: 'ann', ms: [1_000, 1_000] });
    await call('2026-03-01T00:00:00Z', { agent: 'ann', ms: [30_000, 10_000], direction: 'inbound', tags: ['billing'] });
    await call('2026-03-28T22:59:59.999Z', { agent: 'ann', ms: [10_000, 10_000], direction: 'outbound' });
    await call('2026-03-28T23:00:00Z', {
      agent: 'bob',
      ms: [20_000, 60_000],
      direction: 'inbound',
      tags: ['billing', 'refund'],
    });
    await call('2026-03-29T22:00:00Z', { agent: 'cem', ms: [50_000, 50_000], direction: 'inbound' });
    await call('2026-03-31T23:59:59.999Z', { ms: [90_000, 10_000], tags: ['refund'] });
    await call('2026-04-01T00:00:00Z', { agent: 'bob', ms: [5_000, 5_000] });
    const live = { startedAt: '2026-03-15T12:00:00Z', agent: { externalId: 'ann' } };
    expectStatus(await writer.post('/calls', live), 201);
  }, 60_000);
  afterAll(() => parley.close());

  async function call(
    startedAt: string,
    { agent, direction, tags, ms: [first, second] = [1, 1] }: Given,
  ): Promise<void> {
    const [one, two] = utterances(1, 2);
    const spoken = [
      { ...one, speaker: 'agent', startMs: 0, endMs: first },
      { ...two, speaker: 'customer', startMs: first, endMs: first + second },
    ];
    const given = { startedAt, direction, tags, utterances: spoken, ...(agent && { agent: { externalId: agent } }) };
    const made = expectStatus(await writer.post<{ agent: { id: string } | null }>('/calls', given), 201);
    if (agent && made.agent) agents[agent] = made.agent.id;
  }

  const get = async <T>(path: string) => expectStatus(await rest.get<T>(`/analytics/${path}`), 200);
  const pooled = (numerator: number, denominator: number, value: number | null) => ({ value, numerator, denominator });
  const counted = (calls: number) => ({ value: calls, numerator: calls, denominator: null });

  it('are those that one computes by hand, beside the time before', async () => {
    expect(await get<SummaryDto>(`summary?${MARCH}&${METRICS}`)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-04-01T00:00:00.000Z',
      timezone: 'UTC',
      source: 'rollup',
      metrics: {
        'calls.v1': { ...counted(5), previous: 1, change: 4 },
        'talk_ratio.v1': { ...pooled(200_000, 340_000, 0.5882), previous: 0.5, change: 0.0882 },
        'duration.v1': { ...pooled(340_000, 5, 68_000), previous: 2_000, change: 66_000 },
      },
      previous: {
        from: '2026-01-29T00:00:00.000Z',
        to: '2026-03-01T00:00:00.000Z',
        timezone: 'UTC',
        source: 'rollup',
      },
    });
  });

  it('are all told when none is named, and unknown where there are no calls', async () => {
    const { metrics, source } = await get<SummaryDto>('summary?from=2024-01-01&to=2025-12-31');
    expect(Object.keys(metrics).length).toBeGreaterThan(40);
    expect(source).toBe('rollup');
    expect(metrics['calls.v1']).toEqual({ ...counted(0), previous: 0, change: 0 });
    expect(metrics['talk_ratio.v1']).toEqual({ ...pooled(0, 0, null), previous: null, change: null });
  });

  it('are the same from the daily sums and from the calls', async () => {
    for (const path of ['summary?', 'agents?sort=-calls.v1&metrics=talk_ratio.v1,calls.v1&', 'daily?']) {
      const sums = await get<SummaryDto>(`${path}${MARCH}`);
      const calls = await get<SummaryDto>(`${path}${MARCH}&status=completed`);
      const shifted = await get<SummaryDto>(`${path}from=2026-02-28T23:00:00Z&to=2026-04-01T00:00:00Z`);
      expect([sums.source, calls.source, shifted.source]).toEqual(['rollup', 'calls', 'calls']);
      expect(withoutSource(calls)).toEqual(withoutSource(sums));
      if (path !== 'summary?') continue;
      const own = (answer: SummaryDto) =>
        Object.values(answer.metrics).map(({ value, numerator, denominator }) => [value, numerator, denominator]);
      expect(own(shifted)).toEqual(own(sums));
    }
  });

  const calls = async (query: string) =>
    (await get<SummaryDto>(`summary?${MARCH}&${query}`)).metrics['calls.v1']?.value;

  it.each([
    ['agent=ann', 2],
    ['agent=nobody', 0],
    ['tag=billing', 2],
    ['tag=billing&direction=inbound&agent=ann', 1],
    ['direction=outbound', 1],
    ['status=completed', 5],
    ['status=live', 1],
    ['status=live&tag=billing', 0],
    ['status=live&agent=ann', 1],
  ])('are of the calls that are asked for: %s', async (query, expected) => {
    expect(await calls(query)).toBe(expected);
  });

  it('are found by either id of an agent', async () => {
    expect(await calls(`agent=${agents['bob']}`)).toBe(1);
    expect(await calls(`agent=${agents['bob']?.toUpperCase()}`)).toBe(1);
  });

  it('follow the days of a time zone, of 23 hours as well', async () => {
    const day = await get<SeriesDto>(`daily?from=2026-03-29&to=2026-03-29&timezone=Europe/Berlin&${METRICS}`);
    expect(day).toMatchObject({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z', source: 'calls' });
    expect(day.items.map(({ date, metrics }) => [date, metrics['calls.v1']?.value])).toEqual([['2026-03-29', 1]]);
    const week = await get<SeriesDto>('daily?from=2026-03-27&to=2026-03-30&timezone=Europe/Berlin&metrics=calls.v1');
    expect(week.items.map(({ metrics }) => metrics['calls.v1']?.value)).toEqual([0, 1, 1, 1]);
  });

  it('compare agents, ties share a rank, and the team is what all calls pool to', async () => {
    const first = await get<AgentsPerformanceDto>(`agents?${MARCH}&${METRICS}&sort=-talk_ratio.v1&limit=2`);
    const row = (agent: string, rank: number, ratio: object) => ({
      agent: { id: agents[agent], externalId: agent, name: agent },
      rank,
      metrics: expect.objectContaining({ 'talk_ratio.v1': ratio }) as unknown,
    });
    expect(first).toMatchObject({ sort: '-talk_ratio.v1', total: 3, source: 'rollup' });
    expect(first.items).toEqual([
      row('ann', 1, pooled(40_000, 60_000, 0.6667)),
      row('cem', 2, pooled(50_000, 100_000, 0.5)),
    ]);
    expect(first.team).toMatchObject({
      agents: 3,
      metrics: { 'talk_ratio.v1': pooled(110_000, 240_000, 0.4583), 'calls.v1': counted(4) },
    });
    const second = await get<AgentsPerformanceDto>(`agents?${MARCH}&${METRICS}&sort=-talk_ratio.v1&limit=2&offset=2`);
    expect(second.items).toEqual([row('bob', 3, pooled(20_000, 80_000, 0.25))]);
    expect(second.team).toEqual(first.team);
    const byCalls = await get<AgentsPerformanceDto>(`agents?${MARCH}`);
    expect(byCalls.sort).toBe('-calls.v1');
    expect(byCalls.items.map(({ rank }) => rank)).toEqual([1, 2, 2]);
    const beyond = await get<AgentsPerformanceDto>(`agents?${MARCH}&offset=10`);
    expect(beyond).toMatchObject({ items: [], total: 3, team: { agents: 3 } });
  });

  it('put agents without a value last, without a rank, in either direction', async () => {
    for (const sort of ['patience_mean.v1', '-patience_mean.v1']) {
      const { items } = await get<AgentsPerformanceDto>(`agents?${MARCH}&metrics=patience_mean.v1&sort=${sort}`);
      expect(items.map(({ rank, metrics }) => [rank, metrics['patience_mean.v1']?.value])).toEqual(
        Array(3).fill([null, null]),
      );
    }
  });

  it.each([
    ['day', 31, '2026-03-01', '2026-03-31'],
    ['week', 6, '2026-02-23', '2026-03-30'],
    ['month', 1, '2026-03-01', '2026-03-01'],
  ])('follow one agent by %s, without calls as well', async (interval, length, first, last) => {
    const series = await get<AgentSeriesDto>(`agents/${agents['ann']}?${MARCH}&interval=${interval}&${METRICS}`);
    expect(series).toMatchObject({ interval, agent: { externalId: 'ann' }, totals: { 'calls.v1': counted(2) } });
    expect(series.items).toHaveLength(length);
    expect([series.items[0]?.date, series.items.at(-1)?.date]).toEqual([first, last]);
    const sum = series.items.reduce((total, { metrics }) => total + (metrics['calls.v1']?.value ?? NaN), 0);
    expect(sum).toBe(2);
    const empty = series.items.find(({ metrics }) => metrics['calls.v1']?.value === 0);
    if (interval !== 'month') expect(empty?.metrics['talk_ratio.v1']).toEqual(pooled(0, 0, null));
  });

  it('tell how a metric is spread', async () => {
    const spread = await get<DistributionDto>(`distribution?${MARCH}&metric=talk_ratio.v1&buckets=3&min=0.3&max=0.75`);
    expect(spread).toEqual({
      ...{ from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z', timezone: 'UTC', source: 'calls' },
      ...{ metric: 'talk_ratio.v1', n: 5, withoutValue: 0, below: 1, above: 1 },
      ...{ min: 0.25, max: 0.9, mean: 0.58, p50: 0.5, p90: 0.9, p95: 0.9 },
      buckets: [
        { from: 0.3, to: 0.45, calls: 0 },
        { from: 0.45, to: 0.6, calls: 2 },
        { from: 0.6, to: 0.75, calls: 1 },
      ],
    });
    const whole = await get<DistributionDto>(`distribution?${MARCH}&metric=talk_ratio.v1&buckets=7`);
    expect(whole.buckets).toHaveLength(7);
    expect(whole.buckets.reduce((total, bucket) => total + bucket.calls, 0)).toBe(5);
    expect([whole.buckets[0]?.from, whole.buckets[6]?.to, whole.buckets[6]?.calls]).toEqual([0.25, 0.9, 1]);
    const equal = await get<DistributionDto>(`distribution?${MARCH}&metric=calls.v1`);
    expect(equal.buckets).toEqual([{ from: 1, to: 1, calls: 5 }]);
    const none = await get<DistributionDto>(`distribution?${MARCH}&metric=patience_mean.v1`);
    expect(none).toMatchObject({ n: 0, withoutValue: 5, p50: null, min: null, buckets: [], below: 0, above: 0 });
  });

  it('end with today when nothing is said, and begin 30 days before', async () => {
    const { from, to, items } = await get<SeriesDto>('daily?metrics=calls.v1');
    expect(Date.parse(to) - Date.parse(from)).toBe(30 * 86_400_000);
    expect(Date.parse(to)).toBeGreaterThan(Date.now());
    expect(items).toHaveLength(30);
  });

  it('are not computed from the calls for too many at once, while the daily sums answer everybody', async () => {
    const holder = new Client({ connectionString: parley.database.migrationUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE call_figures IN ACCESS EXCLUSIVE MODE');
    const asked = Promise.all(
      Array.from({ length: 30 }, () => rest.get<ProblemBody>(`/analytics/distribution?${MARCH}`)),
    );
    expect((await get<SummaryDto>(`summary?${MARCH}`)).source).toBe('rollup');
    await holder.end();
    const answers = await asked;
    const refused = answers.filter(({ status }) => status !== 200);
    expect(answers.length - refused.length).toBe(23);
    for (const answer of refused) expectProblem(answer, 503, 'unavailable');
    expect(refused[0]?.headers.get('retry-after')).toBe('5');
  });

  const ROUTES = ['summary', 'agents', 'daily', 'distribution'];

  it.each<Role>(['viewer', 'user', 'analyst', 'admin'])('are shown to a %s', async (role) => {
    const routes = [...ROUTES, `agents/${agents['ann']}`];
    const answers = await Promise.all(routes.map((route) => restAs(parley, role).get(`/analytics/${route}`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
  });

  it('are shown to nobody who has not signed in', async () => {
    for (const route of ROUTES)
      expectProblem(await new RestClient(parley.url).get(`/analytics/${route}`), 401, 'auth.required');
  });

  const problem = async (path: string, status: number, code: string) =>
    expectProblem(await rest.get(`/analytics/${path}`), status, code);

  it.each([
    ['summary?from=2026-02-30', 'from'],
    ['summary?from=1969-12-31', 'from'],
    ['summary?from=2026-03-01T00:00:00', 'from'],
    ['summary?from=2026-03-02&to=2026-03-01', 'to'],
    ['summary?from=2026-03-01T00:00:00Z&to=2026-03-01T00:00:00Z', 'to'],
    ['summary?from=2099-01-01', 'from'],
    ['summary?timezone=UTC%2B3', 'timezone'],
    ['summary?timezone=%2B01:00', 'timezone'],
    ['summary?timezone=Mars/Base', 'timezone'],
    ['summary?timezone=CET', 'timezone'],
    ['summary?status=ended', 'status'],
    ['summary?agent=%00', 'agent'],
    ['summary?metrics=', 'metrics'],
    ['summary?colour=red', 'colour'],
    ['agents?limit=0', 'limit'],
    ['agents/not-an-id', 'id'],
    ['distribution?buckets=101', 'buckets'],
    ['distribution?min=2&max=1', 'max'],
    ["summary?timezone=UTC'%3B--", 'timezone'],
  ])('refuse %s', async (path, field) => {
    expect((await problem(path, 400, 'request.invalid')).errors?.map((error) => error.field)).toContain(field);
  });

  it.each([
    ['summary?metrics=calls.v2', 'analytics.unknown_metric'],
    ['summary?metrics=__proto__', 'analytics.unknown_metric'],
    ['daily?metrics=calls.v1,patience_median.v1', 'analytics.not_additive'],
    ['daily?metrics=calls.v1,calls.v1', 'analytics.bad_question'],
    ['agents?metrics=calls.v1&sort=talk_ratio.v1', 'analytics.bad_question'],
    ['agents?sort=agent', 'analytics.bad_question'],
    ['summary/rows?metrics=calls.v1,calls.v1', 'analytics.bad_question'],
    ['agents?sort=calls.v1%3Bdrop%20table%20calls', 'analytics.bad_question'],
    ['daily?from=2020-01-01&to=2026-01-01', 'analytics.too_many_points'],
    ['summary?from=2026-01-01&to=2026-12-31&tag=billing', 'analytics.window_too_long'],
    ['distribution?from=2026-01-01&to=2026-12-31', 'analytics.window_too_long'],
    ['distribution?metric=sentiment_trend.v1', 'analytics.not_additive'],
  ])('cannot answer %s', async (path, code) => {
    await problem(path, 422, code);
  });

  it('say why calls of so long a time are not gone through', async () => {
    const { detail }: ProblemBody = await problem(
      'summary?from=2026-01-01&to=2026-12-31&timezone=Asia/Kathmandu',
      ...([422, 'analytics.window_too_long'] as const),
    );
    expect(detail).toBe(
      'The daily sums are of days in UTC, so this is computed from the calls, at most 92 days at a time.',
    );
    expectStatus(await rest.get('/analytics/summary?from=2026-01-01&to=2026-04-02&timezone=Europe/Berlin'), 200);
  });

  it('are of no agent who is not there', async () => {
    const answer: Answer = await rest.get(`/analytics/agents/019a20ff-8125-72a8-afd4-91f98a9c9e3c`);
    expectProblem(answer, 404, 'agents.not_found');
  });
});

function withoutSource(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replaceAll('"source":"calls"', '"source":"rollup"'));
}
