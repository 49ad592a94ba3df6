import { CatalogDto } from '../../../src/modules/metrics/dto/catalog.dto';
import { figureNames } from '../../../src/modules/metrics/figures/figures';
import { metrics } from '../../../src/modules/metrics/registry/registry';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectStatus, RestClient } from '../../support/rest-client';

describe('reading what numbers mean, and those of a call', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp();
  }, 60_000);
  afterAll(() => parley.close());

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
      expect((await new RestClient(parley.url).get('/metrics/catalog')).status).toBe(401);
    });
  });
});
