import { Dimension, Value } from '../../metrics/metric-registry.service';

export { dimensionIds as dimensions, type Dimension } from '../../metrics/metric-registry.service';

/** Which calls are meant. */
export interface Filters {
  /** Calls that began at this time or later, and before `to`. */
  from: Date;
  to: Date;
  /** IANA name. */
  timezone: string;
  agentId?: string;
  /** Leaves out calls without an agent. */
  withAgent?: boolean;
  direction?: 'inbound' | 'outbound';
  tag?: string;
  /**
   * Completed ones when neither this nor the dimension is asked for: only those have figures. Of live calls, which have
   * none yet, there is nothing but their number.
   */
  status?: 'live' | 'completed';
}

export interface Question {
  /** Ids of additive metrics. */
  metrics: readonly string[];
  /** A call with several tags counts in each of them, one without in the row of null. */
  dimensions: readonly Dimension[];
  filters: Filters;
  /** By a metric or a dimension that is asked for; without a value comes last, and ties go by the dimensions. */
  order?: { by: string; descending: boolean };
  /** All rows when left out. */
  limit?: number;
  offset?: number;
}

export type Source = 'rollup' | 'calls';

export interface Answer {
  /** Whether it was read from the daily sums or from the calls; the numbers are the same. */
  source: Source;
  /** Only what there are calls of; without dimensions always one. */
  rows: AnswerRow[];
  /** Of all rows together, whatever page was asked for, as of the same moment. */
  totals: { rows: number; values: Values };
}

export interface AnswerRow {
  /** By dimension: an id or null of an agent, else the text; a day, week or month by its first day, `2026-03-01`. */
  keys: Partial<Record<Dimension, string | null>>;
  values: Values;
  /** Place by the metric that orders the rows, from 1; equal values share one; null without a value or such an order. */
  rank: number | null;
}

/** By metric id. */
export type Values = Record<string, Value>;
