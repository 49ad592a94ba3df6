import { parse } from 'csv-parse/sync';
import { PageOf } from '../../../src/core/database/paging';
import { CallRowDto } from '../../../src/modules/analytics/dto/call-row.dto';
import { AdditiveMetric } from '../../../src/modules/metrics/registry/definition';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { OverviewDto } from '../../../src/modules/analytics/overview/overview.dto';
import { JobDto } from '../../../src/core/queues/job.dto';
import { ReportDto, ReportResult } from '../../../src/modules/analytics/reports/reports.dto';
import { SummaryDto } from '../../../src/modules/analytics/dto/summary.dto';
import { CallMetricsDto } from '../../../src/modules/calls/conversation/dto/call-metrics.dto';
import { evaluate } from '../../../src/modules/metrics/registry/evaluate';
import { additiveMetrics } from '../../../src/modules/metrics/registry/registry';
import { makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { analyticsGauges } from '../../support/prometheus';
import { expectStatus, RestClient } from '../../support/rest-client';
import { utterances } from '../../support/samples';
import { waitFor } from '../../support/wait-for';
import { lockTable } from '../realtime/locked-table';

const HOUR_MS = 3_600_000;

type Numbers = Record<string, number>;

/** As the catalogue defines it. */
function quotient(metric: AdditiveMetric, numerator: number, denominator: number): number | null {
  const of = metric.kind === 'pooled' ? denominator : 1;
  if (metric.kind === 'pooled' && of < metric.minDenominator) return null;
  const value = (numerator / of) * metric.scale;
  return (Math.sign(value) * Math.round(Math.abs(value) * 10 ** metric.decimals)) / 10 ** metric.decimals + 0;
}

describe('one number on every surface', () => {
  let parley: TestApp;
  let rest: RestClient;
  let token: string;

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_TIMEZONE: 'UTC' });
    ({ rest, token } = await makeAccount(parley, 'the.admin', 'admin'));
  }, 60_000);
  afterAll(() => parley.close());

  const prometheus = (window: string) => analyticsGauges(parley.url, token, window);

  /** Each answers every metric of the last thirty days, those that are null left out. */
  const surfaces: Record<string, () => Promise<Numbers>> = {
    'the calls themselves': fromCalls,
    'the REST summary': fromSummary,
    'the calls behind it': fromRows,
    CSV: fromCsv,
    Prometheus: () => prometheus('30d'),
  };

  it('is the same, and a call counts within a second of its end', async () => {
    expect(await prometheus('today')).toEqual({ 'calls.v1': 0, 'total_duration.v1': 0, 'total_talk_time.v1': 0 });
    for (const [index, seconds] of [0, 9 * 24 * 3_600, 20 * 24 * 3_600].entries()) {
      const startedAt = new Date(Date.now() - seconds * 1_000).toISOString();
      await rest.post('/calls', { startedAt, utterances: utterances(1 + index, 30 + index * 17) });
    }
    const live = expectStatus(await rest.post<CallDto>('/calls', {}), 201);
    expectStatus(await rest.post(`/calls/${live.id}/utterances`, { utterances: utterances(3, 12) }), 200);
    expectStatus(await rest.post(`/calls/${live.id}/complete`, {}), 200);
    const counted = async () => (await prometheus('30d'))['calls.v1'];
    await waitFor('the call in Prometheus', counted, 1_000, (calls) => calls === 4);
    const expected = await fromCalls();
    expect(Object.keys(expected).length).toBeGreaterThan(20);
    for (const [surface, read] of Object.entries(surfaces))
      expect({ surface, numbers: await read() }).toEqual({ surface, numbers: expected });
    expect((await prometheus('today'))['calls.v1']).toBeLessThanOrEqual(2);
  });

  it('is the same in a report of days that are over', async () => {
    const payload = { kind: 'agent_performance' };
    const { id } = expectStatus(await rest.post<JobDto>('/jobs', { type: 'reports.generate', payload }), 202);
    const job = async () => expectStatus(await rest.get<JobDto>(`/jobs/${id}`), 200);
    const { result } = await waitFor('the report', job, 10_000, ({ status }) => status === 'succeeded');
    const { reportId } = result as unknown as ReportResult;
    const { firstDay, lastDay, totals } = expectStatus(
      await rest.get<ReportDto>(`/analytics/reports/${reportId}`),
      200,
    );
    const window = `from=${firstDay}&to=${lastDay}`;
    const { metrics } = expectStatus(await rest.get<SummaryDto>(`/analytics/summary?${window}`), 200);
    expect(metrics['calls.v1']?.value).toBe(2);
    expect(totals).toEqual(Object.fromEntries(Object.entries(metrics).map(([metric, { value }]) => [metric, value])));
  });

  it('is left out by Prometheus, not 0, while the database does not answer', async () => {
    expect((await prometheus('30d'))['calls.v1']).toBe(4);
    const unlock = await lockTable(parley.database.migrationUrl, 'day_rollups');
    try {
      await waitFor(
        'a page without them',
        () => prometheus('30d'),
        5_000,
        (told) => Object.keys(told).length === 0,
      );
      const began = performance.now();
      expect(await prometheus('30d')).toEqual({});
      expect(performance.now() - began).toBeLessThan(2_000);
    } finally {
      await unlock();
    }
    await waitFor(
      'the calls',
      async () => (await prometheus('30d'))['calls.v1'],
      5_000,
      (calls) => calls === 4,
    );
  });

  /** Sums of what every single call is divided from, divided once. */
  async function fromCalls(): Promise<Numbers> {
    const from = new Date(Date.now() - 29 * 24 * HOUR_MS).toISOString().slice(0, 10);
    const { items } = expectStatus(
      await rest.get<{ items: CallDto[] }>(`/calls?status=completed&from=${from}T00:00:00Z`),
      200,
    );
    const inputs: Numbers = {};
    for (const { id } of items) {
      const told = expectStatus(await rest.get<CallMetricsDto>(`/calls/${id}/metrics?explain=true`), 200);
      const ofCall = Object.assign({}, ...Object.values(told.metrics).map((metric) => metric.inputs)) as Numbers;
      for (const [figure, value] of Object.entries(ofCall)) inputs[figure] = (inputs[figure] ?? 0) + value;
    }
    const values = additiveMetrics.map((metric) => [metric.id, evaluate(metric, inputs).value] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== null)) as Numbers;
  }

  async function fromSummary(): Promise<Numbers> {
    const { metrics, source } = expectStatus(await rest.get<SummaryDto>('/analytics/summary'), 200);
    expect(source).toBe('rollup');
    const values = Object.entries(metrics).map(([id, { value }]) => [id, value] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== null)) as Numbers;
  }

  /** The sums of all rows, divided once. */
  async function fromRows(): Promise<Numbers> {
    const ids = additiveMetrics.map(({ id }) => id).join();
    const { items } = expectStatus(await rest.get<PageOf<CallRowDto>>(`/analytics/summary/rows?metrics=${ids}`), 200);
    const values = additiveMetrics.map((metric) => {
      const sum = (part: 'numerator' | 'denominator') =>
        items.reduce((total, { metrics }) => total + (metrics[metric.id]?.[part] ?? 0), 0);
      return [metric.id, quotient(metric, sum('numerator'), sum('denominator'))] as const;
    });
    return Object.fromEntries(values.filter(([, value]) => value !== null)) as Numbers;
  }

  async function fromCsv(): Promise<Numbers> {
    const { body } = await rest.downloadBytes('/analytics/export/summary');
    const rows = parse<{ metric: string; value: string }>(body, { columns: true });
    return Object.fromEntries(rows.filter(({ value }) => value !== '').map((row) => [row.metric, Number(row.value)]));
  }

  it('has an overview beside it of how much there is, for administrators', async () => {
    const path = '/analytics/overview';
    const { volumes, storage, ingest, lastRecalculation } = expectStatus(await rest.get<OverviewDto>(path), 200);
    expect(volumes).toMatchObject({
      completedCalls: 4,
      liveCalls: { count: 0, isCapped: false },
      agents: { count: 0 },
    });
    expect(ingest).toEqual({
      last15Minutes: { calls: 4, perMinute: 0.27, isCapped: false },
      lastHour: { calls: 4, perMinute: 0.07, isCapped: false },
      lastDay: { calls: 4, perMinute: 0, isCapped: false },
    });
    expect(storage.tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['calls', 'utterances', 'call_search', 'call_figures', 'call_rollups', 'audit_entries']),
    );
    for (const { tableBytes, indexBytes } of storage.tables) expect(tableBytes + indexBytes).toBeGreaterThan(0);
    expect(storage.databaseBytes).toBeGreaterThan(1_000_000);
    expect(lastRecalculation === null || lastRecalculation.keysDiffering === 0).toBe(true);
    expect((await restAs(parley, 'analyst').get(path)).status).toBe(403);
  });
});
