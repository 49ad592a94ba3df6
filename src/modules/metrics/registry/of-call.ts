import { AwsSentiment, Measured, Quarters, Side } from '../figures/conversation';
import { CallMetric, MetricDefinition, speakers } from './definition';
import { evaluate, round } from './evaluate';
import { metrics } from './registry';

const E4 = 10_000;

export const trendNames = ['improving', 'declining', 'steady'] as const;
export type TrendName = (typeof trendNames)[number];

/** -1..1 by quarter; null where that side does not speak. */
export type QuarterScores = Record<Side, Quarters<number | null>>;

/** What a metric is for one call: a number, or what its definition says. */
export interface CallValue {
  value: number | TrendName | QuarterScores | AwsSentiment | null;
  /** Null for a metric that is of a single call only, and so not divided. */
  numerator: number | null;
  denominator: number | null;
}

/** Every metric of a call. */
export function valuesOfCall(measured: Measured): [MetricDefinition, CallValue][] {
  return metrics.map((metric) => [metric, valueOf(metric, measured)]);
}

function valueOf(metric: MetricDefinition, measured: Measured): CallValue {
  if (metric.kind !== 'call') return evaluate(metric, measured.figures);
  const read = singles[metric.id];
  if (read === undefined) throw new Error(`Nobody knows how ${metric.id} is read.`);
  return { value: read(measured, metric), numerator: null, denominator: null };
}

/** How metrics of single calls are read. */
const singles: Record<string, (measured: Measured, metric: CallMetric) => CallValue['value']> = {
  'patience_median.v1': ({ details }, { decimals }) =>
    details.patienceMedianMs === null ? null : round(details.patienceMedianMs, decimals),
  'sentiment_trend.v1': ({ figures }) => trendNames.find((trend) => figures[trend] === 1) ?? null,
  'sentiment_quarters.weighted.v1': ({ details: { weightedQuarters } }, { decimals }) =>
    weightedQuarters &&
    bothSides((side) => eachQuarter(weightedQuarters[side], (score) => score && round(score / E4, decimals))),
  'sentiment_quarters.aws.v1': ({ details: { awsQuarters } }, { decimals }) =>
    awsQuarters && { labels: awsQuarters.labels, sides: bothSides((side) => rounded(awsQuarters, side, decimals)) },
};

function rounded({ sides }: AwsSentiment, side: Side, decimals: number): AwsSentiment['sides'][Side] {
  const found = sides[side];
  if (found === null) return null;
  const quarters = eachQuarter(found.quarters, ({ beginMs, endMs, score }) => {
    return { beginMs, endMs, score: score && round(score, decimals) };
  });
  return { overall: round(found.overall, decimals), quarters };
}

function eachQuarter<T, R>(quarters: Quarters<T>, change: (quarter: T) => R): Quarters<R> {
  return quarters.map(change) as Quarters<R>;
}

function bothSides<T>(make: (side: Side) => T): Record<Side, T> {
  const [agent, customer] = speakers.map(make) as [T, T];
  return { agent, customer };
}
