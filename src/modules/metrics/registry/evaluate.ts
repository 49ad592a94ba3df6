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

/** The only place where metrics are divided. Sums must be safe integers; halves round away from zero. */
export function evaluate(metric: AdditiveMetric, sums: FigureSums): Value {
  const numerator = add(metric.numerator, sums);
  if (metric.kind === 'total')
    return { value: round(numerator * metric.scale, metric.decimals), numerator, denominator: null };
  const denominator = add(metric.denominator, sums);
  const value =
    denominator < metric.minDenominator ? null : round((numerator / denominator) * metric.scale, metric.decimals);
  return { value, numerator, denominator };
}

function add(sum: Sum, sums: FigureSums): number {
  return Object.entries(sum).reduce((value, [name, sign]) => value + sign * (sums[name as FigureName] ?? 0), 0);
}

function round(value: number, decimals: number): number {
  const power = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * power)) / power + 0;
}
