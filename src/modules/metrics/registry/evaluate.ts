import { FigureName } from '../figures/figures';
import { AdditiveMetric, Sum } from './definition';

/** Sums of figures, over one call or many. */
export type FigureSums = Partial<Record<FigureName, number>>;

/** A metric's value with what it was divided from. */
export interface Value {
  value: number | null;
  numerator: number;
  /** Null for a total. */
  denominator: number | null;
}

/** The value of a metric. Sums must be safe integers; halves round away from zero. */
export function evaluate(metric: AdditiveMetric, sums: FigureSums): Value {
  const numerator = add(metric.numerator, sums);
  const denominator = metric.kind === 'total' ? null : add(metric.denominator, sums);
  return { value: divide(metric, numerator, denominator), numerator, denominator };
}

/** The only place where metrics are divided. */
export function divide(metric: AdditiveMetric, numerator: number, denominator: number | null): number | null {
  if (metric.kind === 'total' || denominator === null) return round(numerator * metric.scale, metric.decimals);
  if (denominator < metric.minDenominator) return null;
  return round((numerator / denominator) * metric.scale, metric.decimals);
}

/** Halves away from zero; never -0. */
export function round(value: number, decimals: number): number {
  const power = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * power)) / power + 0;
}

function add(sum: Sum, sums: FigureSums): number {
  return Object.entries(sum).reduce((value, [name, sign]) => value + sign * (sums[name as FigureName] ?? 0), 0);
}
