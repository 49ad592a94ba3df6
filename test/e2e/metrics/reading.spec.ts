import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { CallMetricsDto } from '../../../src/modules/calls/conversation/dto/call-metrics.dto';
import { CatalogDto } from '../../../src/modules/metrics/dto/catalog.dto';
import { figureNames } from '../../../src/modules/metrics/figures/figures';
import { metrics } from '../../../src/modules/metrics/registry/registry';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { utterances } from '../../support/samples';

const NOBODY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const startedAt = '2026-03-01T09:30:00Z';

describe('reading what numbers mean, and those of a call', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  const call = async (id: string) => expectStatus(await rest.get<CallDto>(`/calls/${id}`), 200);
  const metricsOf = async (id: string, query = '') =>
    expectStatus(await rest.get<CallMetricsDto>(`/calls/${id}/metrics${query}`), 200);
  const create = async (content: object) =>
    expectStatus(await rest.post<CallDto>('/calls', { startedAt, ...content }), 201);

  describe('the catalogue', () => {
    it('tells every metric and dimension, each complete, to whoever reads analytics', async () => {
      const viewer = restAs(parley, 'viewer');
      const catalog = expectStatus(await viewer.get<CatalogDto>('/metrics/catalog'), 200);
      expect(catalog.metrics.map(({ id }) => id)).toEqual(metrics.map(({ id }) => id));
      for (const metric of catalog.metrics) {
        expect(metric.id).toBe(`${metric.id.split('.v')[0] ?? ''}.v${metric.version}`);
        for (const text of ['title', 'formula', 'source', 'nullMeans'] as const) expect(metric[text]).not.toBe('');
        const figures = Object.keys({ ...metric.numerator, ...metric.denominator });
        expect(figures.filter((name) => !figureNames.some((known) => known === name))).toEqual([]);
        expect(metric.numerator === null).toBe(metric.kind === 'call');
        expect(metric.denominator !== null).toBe(metric.kind === 'pooled');
      }
      expect(catalog.dimensions.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['agent', 'direction', 'day', 'week', 'month', 'tag', 'status']),
      );
      expect(catalog.knownDifferences.length).toBeGreaterThan(0);
      expect(catalog.knownDifferences.filter(({ metric }) => !metrics.some(({ id }) => id === metric))).toEqual([]);
      expect((await new RestClient(parley.url).get('/metrics/catalog')).status).toBe(401);
    });
  });

  describe('the metrics of a call', () => {
    it('are every metric there is, with or without an explanation the same', async () => {
      const { id } = await create({ utterances: utterances(1, 40) });
      const plain = await metricsOf(id);
      expect(Object.keys(plain.metrics)).toEqual(metrics.map((metric) => metric.id));
      expect(plain).toMatchObject({ callId: id, epoch: 1, formulas: 1 });
      expect(plain.metrics['agent_words.v1']).toMatchObject({ unit: 'count', speaker: 'agent', denominator: 1 });
      const explained = await metricsOf(id, '?explain=true');
      const values = Object.entries(explained.metrics).map(([metric, told]) => {
        const { inputs, evidence, evidenceTotal, ...value } = told;
        expect(inputs).toBeDefined();
        expect(evidenceTotal).toBe(evidence?.length ?? 0);
        return [metric, value];
      });
      expect({ ...explained, metrics: Object.fromEntries(values) as unknown }).toEqual(plain);
    });

    it('point at the stretches that make them, at most 200 of each, which add up', async () => {
      const { id } = await create({ utterances: utterances(1, 500) });
      const { metrics: told } = await metricsOf(id, '?explain=true');
      const talk = told['agent_talk_time.v1'];
      expect(talk).toMatchObject({ numerator: 200_000, inputs: { agent_ms: 200_000, timed: 1 }, evidenceTotal: 250 });
      expect(talk?.evidence).toHaveLength(200);
      expect(talk?.evidence?.[0]).toEqual({ startMs: 2_000, endMs: 2_800, speaker: 'agent', seqs: [2], amount: 800 });
    });

    it('follow a correction at once', async () => {
      const { id } = await create({ utterances: utterances(1, 3) });
      const before = await metricsOf(id);
      expectStatus(await rest.post(`/calls/${id}/swap-speakers`, { expectedVersion: 1 }), 200);
      const after = await metricsOf(id);
      expect(after.epoch).toBe(2);
      expect(after.metrics['agent_words.v1']?.value).toBe(before.metrics['customer_words.v1']?.value);
      expect(await metricsOf(id, '?explain=true')).toMatchObject({ epoch: 2 });
    });

    it('are refused of a live call and of one that is not there, and with words that are no boolean', async () => {
      const live = await create({});
      for (const query of ['', '?explain=true']) {
        expectProblem(await rest.get(`/calls/${live.id}/metrics${query}`), 409, 'calls.live');
        expectProblem(await rest.get(`/calls/${NOBODY}/metrics${query}`), 404, 'calls.not_found');
      }
      expectProblem(await rest.get(`/calls/${live.id}/metrics?explain=yes`), 400, 'request.invalid');
      expect((await new RestClient(parley.url).get(`/calls/${live.id}/metrics`)).status).toBe(401);
    });

    it('are counted from the transcript where they are not stored yet, as in an archive of before', async () => {
      const { id } = await create({ utterances: utterances(1, 6) });
      const stored = await metricsOf(id);
      await runSql(parley.database, 'DELETE FROM call_figures WHERE call_id = $1', [id]);
      expect(await metricsOf(id)).toEqual(stored);
      expect((await call(id)).metrics).toBeNull();
    });
  });

  it('are the same numbers wherever the call is answered, from the moment it completes', async () => {
    const { id } = await create({ tags: ['everywhere'] });
    expectStatus(await rest.post(`/calls/${id}/utterances`, { utterances: utterances(1, 9) }), 200);
    expect((await call(id)).metrics).toBeNull();
    const completed = expectStatus(await rest.post<CallDto>(`/calls/${id}/complete`, {}), 200);
    const numbers = Object.entries((await metricsOf(id)).metrics)
      .map(([metric, { value }]): [string, unknown] => [metric, value])
      .filter(([metric]) => completed.metrics?.[metric] !== undefined);
    expect(numbers.length).toBe(metrics.filter(({ kind }) => kind !== 'call').length + 1);
    expect(Object.fromEntries(numbers)).toEqual(completed.metrics);
    expect(completed.metrics).toMatchObject({ 'calls.v1': 1, 'agent_words.v1': expect.any(Number) as number });
    expect(await call(id)).toEqual(completed);
    for (const query of ['tag=everywhere', 'tag=everywhere&q=thank']) {
      const { items } = expectStatus(await rest.get<{ items: CallDto[] }>(`/calls?${query}`), 200);
      expect(items.map(({ metrics: told }) => told)).toEqual([completed.metrics]);
    }
    const whole = await create({ externalId: 'whole-1', utterances: utterances(1, 9) });
    expect(whole.metrics).toEqual(completed.metrics);
  });
});
