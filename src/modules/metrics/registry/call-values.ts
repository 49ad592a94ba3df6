import { FigureName, figureNames } from '../figures/figures';
import { PackedFigures, unpack } from '../figures/packed';
import { AdditiveMetric, Sum } from './definition';
import { divide, round } from './evaluate';
import { additiveMetrics, metricOf } from './registry';

/** Places of figures with their signs. */
type Terms = [place: number, sign: number][];

interface Plan {
  metric: AdditiveMetric;
  numerator: Terms;
  denominator: Terms | null;
}

const MEDIAN = 'patience_median.v1';
const MEDIAN_DECIMALS = metricOf(MEDIAN)?.decimals ?? 0;
const placeOf = new Map<string, number>(figureNames.map((name, place) => [name, place]));
/** A page of calls takes thousands of values, so the figures are not looked up by name each time. */
const plans = additiveMetrics.map((metric): Plan => {
  const denominator = metric.kind === 'total' ? null : termsOf(metric.denominator);
  return { metric, numerator: termsOf(metric.numerator), denominator };
});

/** JSON of the number of every metric of a call that is a number, by id: the same as `evaluate` gives. */
export function callValuesText(packed: PackedFigures): string {
  const { numbers, patienceMedianMs } = unpack(packed);
  let text = `{"${MEDIAN}":${patienceMedianMs === null ? null : round(patienceMedianMs, MEDIAN_DECIMALS)}`;
  for (const { metric, numerator, denominator } of plans) {
    const divisor = denominator && add(denominator, numbers);
    text += `,"${metric.id}":${divide(metric, add(numerator, numbers), divisor)}`;
  }
  return `${text}}`;
}

function termsOf(sum: Sum): Terms {
  return Object.entries(sum).map(([name, sign]) => [placeOf.get(name as FigureName) as number, sign]);
}

function add(terms: Terms, figures: number[]): number {
  let sum = 0;
  for (const [place, sign] of terms) sum += sign * (figures[place] as number);
  return sum;
}
