import { FigureName } from '../figures/figures';

export const units = ['count', 'ms', 'ratio', 'score', 'per_minute', 'words_per_minute'] as const;
export type Unit = (typeof units)[number];

/** Figures with their signs: `{agent_ms: 1, overlap_ms: -1}` is agent_ms - overlap_ms. */
export type Sum = Partial<Record<FigureName, 1 | -1>>;

/**
 * How a metric's values are made: a `total` adds up, a `pooled` one divides two sums, over one call as over many; a
 * `call` one is of a single call only.
 */
export const metricKinds = ['total', 'pooled', 'call'] as const;
export type MetricKind = (typeof metricKinds)[number];

export const speakers = ['agent', 'customer'] as const;
export type Speaker = (typeof speakers)[number];

interface Texts {
  /** `name.vN`: another formula is another version. */
  id: string;
  title: string;
  unit: Unit;
  /** Whose it is; null: the whole call's. */
  speaker: Speaker | null;
  /** The formula in words. */
  formula: string;
  /** Who publishes such a definition, or why it is as it is. */
  source: string;
  /** When the value is null. */
  nullMeans: string;
  /** Limits that decide what counts, by name, in the unit that the name ends on; echoed in every answer. */
  thresholds: Readonly<Record<string, number>>;
  /** Decimals of the value as it is answered. */
  decimals: number;
}

export interface TotalMetric extends Texts {
  kind: 'total';
  numerator: Sum;
  /** The value is numerator x scale. */
  scale: number;
}

export interface PooledMetric extends Texts {
  kind: 'pooled';
  numerator: Sum;
  denominator: Sum;
  /** The value is numerator / denominator x scale. */
  scale: number;
  /** Below this the denominator tells nothing, and the value is null; at least 1. */
  minDenominator: number;
}

export interface CallMetric extends Texts {
  kind: 'call';
}

export type MetricDefinition = TotalMetric | PooledMetric | CallMetric;
/** What can be asked of many calls. */
export type AdditiveMetric = TotalMetric | PooledMetric;
