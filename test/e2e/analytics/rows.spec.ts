import { parse } from 'csv-parse/sync';
import { AgentsPerformanceDto } from '../../../src/modules/analytics/dto/agent-performance.dto';
import { CallRowDto } from '../../../src/modules/analytics/dto/call-row.dto';
import { DistributionDto } from '../../../src/modules/analytics/dto/distribution.dto';
import { SeriesDto } from '../../../src/modules/analytics/dto/series.dto';
import { SummaryDto } from '../../../src/modules/analytics/dto/summary.dto';
import { MetricValueDto } from '../../../src/modules/analytics/dto/values.dto';
import { PageOf } from '../../../src/core/database/paging';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { utterances } from '../../support/samples';

type Page = PageOf<CallRowDto>;
type Values = Record<string, Pick<MetricValueDto, 'numerator' | 'denominator'>>;

const FORMULA = '=HYPERLINK("http://evil.example")';
const METRICS = ['calls.v1', 'duration.v1', 'talk_ratio.v1', 'sentiment.v1', 'agent_turns.v1'];
const MARCH = `from=2026-03-01&to=2026-03-31&metrics=${METRICS.join()}`;
const CALLS = 12;

describe('the calls behind a number', () => {
  let parley: TestApp;
  let rest: RestClient;
  let analyst: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    [rest, analyst] = [restAs(parley, 'viewer'), restAs(parley, 'analyst')];
    for (let number = 0; number < CALLS; number += 1) await add(1 + (number % 4), number);
    expectStatus(await restAs(parley, 'user').post('/calls', { startedAt: '2026-03-05T12:00:00Z' }), 201);
  }, 60_000);
  afterAll(() => parley.close());

  /** Several begin at the same moment. */
  async function add(day: number, number: number): Promise<void> {
    const agent = number % 3 === 0 ? undefined : { externalId: `agent-${number % 3}`, name: FORMULA };
    const call = { startedAt: `2026-03-0${day}T12:00:00Z`, agent, tags: number % 2 ? ['odd'] : [] };
    const said = utterances(1 + number, 4 + number);
    expectStatus(await restAs(parley, 'user').post('/calls', { ...call, utterances: said }), 201);
  }

  const get = async <T>(path: string) => expectStatus(await rest.get<T>(`/analytics/${path}`), 200);

  async function everyPage(path: string): Promise<CallRowDto[]> {
    const rows: CallRowDto[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await get<Page>(`${path}&limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`);
      rows.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const begins = rows.map(({ startedAt }) => startedAt);
    expect(begins).toEqual([...begins].sort().reverse());
    return rows;
  }

  function addedUp(rows: CallRowDto[], metrics: string[] = METRICS): Values {
    const sum = (id: string, part: 'numerator' | 'denominator') =>
      rows.reduce((total, { metrics: values }) => total + (values[id]?.[part] ?? 0), 0);
    return Object.fromEntries(
      metrics.map((id) => [
        id,
        { numerator: sum(id, 'numerator'), denominator: id === 'calls.v1' ? null : sum(id, 'denominator') },
      ]),
    );
  }

  it.each(['', '&tag=odd', '&agent=agent-1', '&timezone=Asia/Kathmandu', '&status=completed'])(
    'add up to the summary, page by page: %s',
    async (filter) => {
      const summary = await get<SummaryDto>(`summary?${MARCH}${filter}`);
      const rows = await everyPage(`summary/rows?${MARCH}${filter}`);
      expect(rows.length).toBeGreaterThan(2);
      expect(rows).toHaveLength(summary.metrics['calls.v1']?.value ?? -1);
      expect((await get<Page>(`summary/rows?${MARCH}${filter}`)).total).toBe(rows.length);
      expect(summary.metrics).toMatchObject(addedUp(rows));
    },
  );

  it('add up to each day and to each agent', async () => {
    const { items: days } = await get<SeriesDto>(`daily?from=2026-03-01&to=2026-03-06&metrics=${METRICS.join()}`);
    for (const { date, metrics } of days) {
      const rows = await everyPage(`daily/rows?day=${date}&metrics=${METRICS.join()}`);
      expect(metrics).toMatchObject(addedUp(rows));
    }
    const { items: agents } = await get<AgentsPerformanceDto>(`agents?${MARCH}`);
    expect(agents).toHaveLength(2);
    for (const { agent, metrics } of agents)
      expect(metrics).toMatchObject(addedUp(await everyPage(`agents/${agent.id}/rows?${MARCH}`)));
  });

  it('are those of a bucket of the histogram', async () => {
    const { buckets, n } = await get<DistributionDto>(
      'distribution?from=2026-03-01&to=2026-03-31&metric=duration.v1&buckets=4',
    );
    let found = 0;
    for (const [index, { from, to, calls }] of buckets.entries()) {
      const upper = index === buckets.length - 1 ? 'atMost' : 'below';
      const rows = await everyPage(`distribution/rows?${MARCH}&metric=duration.v1&atLeast=${from}&${upper}=${to}`);
      expect(rows).toHaveLength(calls);
      for (const { metrics } of rows) expect(metrics['duration.v1']?.value).toBeGreaterThanOrEqual(from);
      found += rows.length;
    }
    expect(found).toBe(n);
    expect(n).toBe(CALLS);
  });

  it('are those at a bound where it belongs to the bucket, and not where the next one begins', async () => {
    const all = await everyPage(`summary/rows?${MARCH}`);
    const values = all.map(({ metrics }) => metrics['duration.v1']?.value ?? 0).sort((a, b) => a - b);
    const edge = values[Math.floor(values.length / 2)] as number;
    const count = async (bounds: string) =>
      (await everyPage(`distribution/rows?${MARCH}&metric=duration.v1&${bounds}`)).length;
    const numberOf = (isMeant: (value: number) => boolean) => values.filter(isMeant).length;
    expect(await count(`below=${edge}`)).toBe(numberOf((value) => value < edge));
    expect(await count(`atMost=${edge}`)).toBe(numberOf((value) => value <= edge));
    expect(await count(`atLeast=${edge}`)).toBe(numberOf((value) => value >= edge));
    expect(await count(`atLeast=${edge}&atMost=${edge}`)).toBeGreaterThan(0);
  });

  it('are live ones where those are asked for, of which nothing else is known', async () => {
    const [row, ...others] = await everyPage(`summary/rows?${MARCH}&status=live`);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ status: 'live', agent: null, durationMs: null });
    expect(row?.metrics).toMatchObject({ 'calls.v1': { value: 1 }, 'talk_ratio.v1': { value: null, denominator: 0 } });
  });

  it.each([
    ['summary/rows?cursor=abc', 'cursor'],
    ['summary/rows?metrics=nothing.v1', 'nothing.v1'],
    ['summary/rows?metrics=patience_median.v1', 'patience_median.v1'],
    ['daily/rows', 'day'],
    ['daily/rows?day=2026-02-30', 'day'],
    ['daily/rows?day=2026-03-01&from=2026-03-01', 'from'],
    ['distribution/rows?atLeast=2&below=1', 'below'],
    ['distribution/rows?atLeast=1.1234567', 'atLeast'],
    ['distribution/rows?from=2020-01-01', '92 days'],
    ['summary/rows?from=2020-01-01&tag=odd', '92 days'],
    ['agents/01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d/rows', '01990a5c'],
    ['agents/1/rows', 'id'],
  ])('are refused with the reason when the question is wrong: %s', async (path, reason) => {
    const { status, body } = await rest.get(`/analytics/${path}`);
    expect([400, 404, 422]).toContain(status);
    expect(JSON.stringify(body)).toContain(reason);
  });

  describe('as a table', () => {
    const csv = async (path: string) => {
      const { status, headers, body } = await analyst.downloadBytes(`/analytics/export/${path}`);
      expect({ status, body: status === 200 ? '' : body.toString() }).toEqual({ status: 200, body: '' });
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="\w+\.csv"$/);
      return parse<Record<string, string>>(body, { columns: true });
    };
    const text = (value: number | null | undefined) => String(value ?? '');

    it('hold the values of the answers', async () => {
      const summary = await get<SummaryDto>(`summary?${MARCH}`);
      for (const row of await csv(`summary?${MARCH}`)) {
        const { value, numerator, previous } = summary.metrics[row.metric ?? ''] ?? {};
        expect([row.value, row.numerator, row.previous]).toEqual([text(value), text(numerator), text(previous)]);
      }
      const agents = await get<AgentsPerformanceDto>(`agents?${MARCH}&sort=talk_ratio.v1`);
      const ofAgents = await csv(`agents?${MARCH}&sort=talk_ratio.v1`);
      expect(ofAgents.map(({ agentId, rank }) => [agentId, rank])).toEqual(
        agents.items.map(({ agent, rank }) => [agent.id, text(rank)]),
      );
      const daily = await get<SeriesDto>(`daily?${MARCH}`);
      expect((await csv(`daily?${MARCH}`)).map((row) => [row.day, row['talk_ratio.v1']])).toEqual(
        daily.items.map(({ date, metrics }) => [date, text(metrics['talk_ratio.v1']?.value)]),
      );
      const { buckets } = await get<DistributionDto>('distribution?from=2026-03-01&to=2026-03-31');
      expect((await csv('distribution?from=2026-03-01&to=2026-03-31')).map(({ calls }) => calls)).toEqual(
        buckets.map(({ calls }) => text(calls)),
      );
      const ofAgent = await csv(`agents/${agents.items[0]?.agent.id}?${MARCH}&interval=month`);
      expect(ofAgent.map((row) => [row.month, row['calls.v1']])).toEqual([['2026-03-01', '4']]);
      const rows = await csv(`rows?${MARCH}`);
      const told = await everyPage(`summary/rows?${MARCH}`);
      expect(rows.map((row) => [row.callId, row['sentiment.v1']])).toEqual(
        told.map(({ id, metrics }) => [id, text(metrics['sentiment.v1']?.value)]),
      );
    });

    it('never hold a formula, and are recorded', async () => {
      const [row] = await csv(`agents?${MARCH}`);
      expect(row?.agentName).toBe(`'${FORMULA}`);
      const trail = expectStatus(
        await restAs(parley, 'admin').get<PageOf<object>>('/audit?action=analytics.export&limit=1'),
        200,
      );
      expect(trail.items).toMatchObject([{ targetId: 'agents', details: { from: '2026-03-01', to: '2026-03-31' } }]);
    });

    it.each([
      ['rows?metrics=nothing.v1', 'nothing.v1'],
      ['rows?from=2020-01-01&tag=odd', '92 days'],
      ['agents?metrics=nothing.v1', 'nothing.v1'],
    ])('are refused before anything is sent or recorded when the question is wrong: %s', async (path, reason) => {
      const recorded = async () => await restAs(parley, 'admin').get('/audit?action=analytics.export');
      const before = await recorded();
      const { status, body } = await analyst.downloadBytes(`/analytics/export/${path}`);
      expect([status, body.toString()]).toEqual([422, expect.stringContaining(reason)]);
      expect((await recorded()).body).toEqual(before.body);
    });

    it('are for those who may export', async () => {
      for (const path of ['summary', 'agents', 'daily', 'distribution', 'rows'])
        expectProblem(await rest.get(`/analytics/export/${path}`), 403, 'auth.forbidden');
    });
  });
});
