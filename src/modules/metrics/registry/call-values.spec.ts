import { Measured } from '../figures/conversation';
import { figureNames, Figures, noFigures } from '../figures/figures';
import { toFigures, unpack } from '../figures/packed';
import { callValuesText } from './call-values';
import { evaluate } from './evaluate';
import { valuesOfCall } from './of-call';
import { additiveMetrics, metrics } from './registry';

const numbered = (number: (place: number) => number) =>
  Object.fromEntries(figureNames.map((name, place) => [name, number(place)])) as Figures;
const pack = (figures: Figures, median = '') => `${figureNames.map((name) => figures[name]).join()},${median}`;
const textOf = (figures: Figures, median?: string) =>
  JSON.parse(callValuesText(pack(figures, median))) as Record<string, number | null>;

describe('the numbers of a call as its answers carry them', () => {
  it.each([
    ['of a call of which everything is known', numbered((place) => ((place * 7_919) % 100_003) + 1)],
    ['of one whose scores are negative', numbered((place) => (place % 2 === 0 ? 1 : -place * 131))],
    ['of one of which nothing is known', noFigures()],
  ])('are those that every metric is evaluated to, %s', (_, figures) => {
    const { 'patience_median.v1': median, ...values } = textOf(figures);
    expect(values).toEqual(
      Object.fromEntries(additiveMetrics.map((metric) => [metric.id, evaluate(metric, figures).value])),
    );
    expect(median).toBeNull();
    expect(toFigures(unpack(pack(figures)))).toEqual(figures);
  });

  it('have the median of its patience, which is kept apart', () => {
    expect(textOf(noFigures(), '812.5')).toMatchObject({ 'patience_median.v1': 812.5, 'talk_ratio.v1': null });
  });
});

describe('the metrics of a call', () => {
  const measured: Measured = {
    figures: { ...noFigures(), calls: 1, timed: 1, agent_ms: 1_000, customer_ms: 3_000, declining: 1 },
    details: {
      patienceMedianMs: 812.25,
      weightedQuarters: { agent: [1_234, null, 0, -10_000], customer: [null, null, null, null] },
      awsQuarters: {
        labels: 'source',
        sides: {
          agent: null,
          customer: { overall: 5 / 3, quarters: [quarter(5), quarter(null), quarter(-5 / 3), quarter(0)] },
        },
      },
    },
  };
  const values = Object.fromEntries(valuesOfCall(measured).map(([{ id }, value]) => [id, value]));

  it('are all that are declared', () => {
    expect(Object.keys(values)).toEqual(metrics.map(({ id }) => id));
    expect(values['talk_ratio.v1']).toEqual({ value: 0.25, numerator: 1_000, denominator: 4_000 });
    expect(values['agent_fillers_per_minute.v1']).toMatchObject({ value: null });
  });

  it('include those that are of single calls only, rounded as they are declared', () => {
    const only = (value: unknown) => ({ value, numerator: null, denominator: null });
    expect(values['patience_median.v1']).toEqual(only(812.3));
    expect(values['sentiment_trend.v1']).toEqual(only('declining'));
    expect(values['sentiment_quarters.weighted.v1']).toEqual(
      only({ agent: [0.1234, null, 0, -1], customer: [null, null, null, null] }),
    );
    expect(values['sentiment_quarters.aws.v1']).toEqual(
      only({
        labels: 'source',
        sides: {
          agent: null,
          customer: { overall: 1.7, quarters: [quarter(5), quarter(null), quarter(-1.7), quarter(0)] },
        },
      }),
    );
  });

  it('are null where nothing is known', () => {
    const details = { patienceMedianMs: null, weightedQuarters: null, awsQuarters: null };
    for (const [{ id, kind }, { value }] of valuesOfCall({ figures: noFigures(), details }))
      expect({ id, value }).toEqual({ id, value: kind === 'total' ? 0 : null });
  });

  function quarter(score: number | null) {
    return { beginMs: 0, endMs: 1, score };
  }
});
