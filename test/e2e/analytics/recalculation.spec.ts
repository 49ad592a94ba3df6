import { JobDto } from '../../../src/core/queues/job.dto';
import { ReconciliationDto } from '../../../src/modules/analytics/recalculation/reconcile.dto';
import { RecalculateResult } from '../../../src/modules/analytics/recalculation/recalculation.dto';
import { ReportDto, ReportHeadDto, ReportResult } from '../../../src/modules/analytics/reports/reports.dto';
import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { expectStatus } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

const ZONE = 'Asia/Tokyo';
const HOUR_MS = 3_600_000;
const NOW = Date.now();

describe('numbers that are calculated again', () => {
  let parley: TestApp;
  let second: TestApp;
  let admin: Account;
  let viewer: Account;

  beforeAll(async () => {
    const environment = { PARLEY_TIMEZONE: ZONE, JOB_POLL_MS: '200' };
    parley = await startTestApp(environment);
    second = await startTestApp(environment, parley.database);
    admin = await makeAccount(parley, 'the.admin', 'admin');
    viewer = await makeAccount(parley, 'a.viewer', 'viewer');
  }, 60_000);
  afterAll(async () => {
    await second.close();
    await parley.close();
  });

  async function ended<Result>(id: string): Promise<JobDto & { result: Result }> {
    const read = async () => expectStatus(await admin.rest.get<JobDto>(`/jobs/${id}`), 200);
    const job = await waitFor('the end of the job', read, 30_000, ({ finishedAt }) => finishedAt !== null);
    expect(job).toMatchObject({ status: 'succeeded', error: null });
    return job as JobDto & { result: Result };
  }
  const sql = <Row>(text: string) => runSql<Row>(parley.database, text);
  const reconcile = async (query = '') =>
    expectStatus(await admin.rest.get<ReconciliationDto>(`/analytics/reconcile${query}`), 200);
  const call = (hoursAgo: number, name: string) => ({
    status: 'completed',
    startedAt: new Date(NOW - hoursAgo * HOUR_MS).toISOString(),
    endedAt: new Date(NOW - hoursAgo * HOUR_MS + 60_000).toISOString(),
    agent: { externalId: name, name },
    utterances: [{ seq: 1, speaker: 'agent', text: 'Good morning.', startMs: 0, endMs: 1_000 }],
  });

  it('are moved to the zone of the organisation by the first process that starts with it, once', async () => {
    const jobs = () =>
      sql<{ id: string; payload: object; created_by: null }>(
        `SELECT id, payload, created_by FROM jobs WHERE type = 'analytics.recalculate'`,
      );
    const [job] = await waitFor('the job', jobs, 10_000, (found) => found.length > 0);
    expect(job).toMatchObject({ payload: {}, created_by: null });
    const { result } = await ended<RecalculateResult>(job?.id ?? '');
    expect(result).toMatchObject({ timezone: ZONE, previousTimezone: 'UTC', drift: { keys: 0 } });
    expect(await jobs()).toHaveLength(1);
  });

  it('name and heal what was planted, on order of an admin alone', async () => {
    for (const hours of [30, 54, 78]) expectStatus(await admin.rest.post('/calls', call(hours, '=SUM(A1)')), 201);
    expect(await reconcile()).toMatchObject({ agrees: true, timezone: ZONE, callsWithoutFigures: 0 });
    await sql('UPDATE call_rollups SET duration_ms = duration_ms + 1 WHERE day = (SELECT min(day) FROM call_rollups)');
    const found = await reconcile();
    const [{ day = '' } = {}] = found.drift.items;
    const figures = [{ figure: 'duration_ms', stored: 60_001, correct: 60_000 }];
    expect(found).toMatchObject({
      agrees: false,
      drift: { days: 1, keys: 1, items: [{ rollup: 'call_rollups', figures }] },
    });
    expect(await reconcile(`?to=${day}`)).toMatchObject({ lastDay: day, agrees: false });
    expect(await reconcile(`?to=${day}T00:00:00%2B09:00`)).toMatchObject({ agrees: true });
    expect((await viewer.rest.get('/analytics/reconcile')).status).toBe(403);
    expect((await viewer.rest.post('/analytics/recalculate', {})).status).toBe(403);

    const answer = await admin.rest.post<JobDto>('/analytics/recalculate', { transcripts: true });
    const { id } = expectStatus(answer, 202);
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${id}`);
    const { result } = await ended<RecalculateResult>(id);
    expect(result).toEqual({
      ...{
        timezone: ZONE,
        previousTimezone: null,
        callsMeasured: 3,
        daysChecked: 3,
        keysHealed: 1,
        drift: found.drift,
      },
    });
    expect(await reconcile()).toMatchObject({ agrees: true, drift: { keys: 0 } });
  });

  it.each([
    [{ from: '2026-02-30' }, 'from'],
    [{ to: 'tomorrow' }, 'to'],
    [{ from: null }, 'from'],
    [{ from: '2026-03-02', to: '2026-03-01' }, 'to'],
    [{ transcripts: 'yes' }, 'transcripts'],
  ])('are not ordered by %j', async (payload, field) => {
    const answer = await admin.rest.post('/analytics/recalculate', payload);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each([
    ['?from=2026-01-01&to=2026-04-04', 'to'],
    ['?from=2026-03-01T00:00:00Z&to=2026-02-01T00:00:00Z', 'to'],
    ['?from=1', 'from'],
  ])('are not compared for %s', async (query, field) => {
    const answer = await admin.rest.get(`/analytics/reconcile${query}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('are kept in reports, which agree with the calls and cannot hurt a spreadsheet', async () => {
    const order = async (payload: object) =>
      ended<ReportResult>(
        expectStatus(await admin.rest.post<JobDto>('/jobs', { type: 'reports.generate', payload }), 202).id,
      );
    const [daily, agents] = [await order({ kind: 'daily_summary' }), await order({ kind: 'agent_performance' })];
    const read = async (job: JobDto & { result: ReportResult }) =>
      expectStatus(await viewer.rest.get<ReportDto>(`/analytics/reports/${job.result.reportId}`), 200);
    const [summary, performance] = [await read(daily), await read(agents)];
    expect(summary).toMatchObject({ kind: 'daily_summary', timezone: ZONE, jobId: daily.id, createdBy: admin.id });
    expect(summary.rows.map(({ day }) => day)).toHaveLength(7);
    expect([summary.rows[0]?.day, summary.rows[6]?.day]).toEqual([summary.firstDay, summary.lastDay]);
    const [expected] = await sql<{ calls: number }>(
      `SELECT count(*)::int AS calls FROM calls WHERE (started_at AT TIME ZONE '${ZONE}')::date BETWEEN '${summary.firstDay}' AND '${summary.lastDay}'`,
    );
    const total = summary.rows.reduce((sum, { values }) => sum + (values['calls.v1'] ?? 0), 0);
    expect([total, summary.totals['calls.v1']]).toEqual([expected?.calls, expected?.calls]);
    expect(performance.rows).toMatchObject([
      { agentName: '=SUM(A1)', values: { 'calls.v1': 3, 'total_duration.v1': 180_000 } },
    ]);

    const list = await viewer.rest.get<{ items: ReportHeadDto[]; total: number; nextCursor: string }>(
      '/analytics/reports?limit=1',
    );
    const { items, total: all, nextCursor } = expectStatus(list, 200);
    const { columns: _columns, rows: _rows, totals: _totals, ...head } = performance;
    expect([items, all]).toEqual([[head], 2]);
    const next = await viewer.rest.get<{ items: ReportHeadDto[] }>(`/analytics/reports?limit=1&cursor=${nextCursor}`);
    expect(next.body.items).toMatchObject([{ id: summary.id }]);
    const ofKind = await viewer.rest.get<{ items: object[] }>('/analytics/reports?kind=daily_summary');
    expect(ofKind.body.items).toMatchObject([{ id: summary.id }]);

    const path = `/analytics/reports/${performance.id}/csv`;
    expect((await viewer.rest.get(path)).status).toBe(403);
    const headers = { authorization: `Bearer ${admin.token}` };
    const file = await fetch(`${parley.url}/api/v1${path}`, { headers });
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="agent_performance-${performance.lastDay}.csv"`,
    );
    const [header, line, end] = (await file.text()).split('\r\n');
    expect(header?.split(',')).toEqual(['agentId', 'agentName', ...performance.columns.map(({ metric }) => metric)]);
    expect(line?.split(',').slice(0, 3)).toEqual([performance.rows[0]?.agentId, "'=SUM(A1)", '3']);
    expect(end).toBe('');
    const recorded = await sql(`SELECT target_id FROM audit_entries WHERE action = 'report.export'`);
    expect(recorded).toEqual([{ target_id: performance.id }]);
    expect(await viewer.rest.get(`/analytics/reports/${admin.id}`)).toMatchObject({
      status: 404,
      body: { code: 'reports.not_found' },
    });
  });

  it('are in no report of a day that is not over', async () => {
    const today = new Date(Date.now() + 24 * HOUR_MS).toISOString().slice(0, 10);
    const payload = { kind: 'daily_summary', lastDay: today };
    const { id } = expectStatus(await admin.rest.post<JobDto>('/jobs', { type: 'reports.generate', payload }), 202);
    const read = async () => (await admin.rest.get<JobDto>(`/jobs/${id}`)).body;
    const job = await waitFor('the end of the job', read, 30_000, ({ finishedAt }) => finishedAt !== null);
    expect(job).toMatchObject({ status: 'failed', attempts: 1, error: { code: 'reports.day_not_over' } });
    for (const wrong of [{}, { kind: 'weekly' }, { kind: 'daily_summary', lastDay: '2026-02-30' }]) {
      const answer = await admin.rest.post('/jobs', { type: 'reports.generate', payload: wrong });
      expect(answer.status).toBe(400);
    }
  });
});
