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
  direction?: 'inbound' | 'outbound';
  tag?: string;
  /** Completed ones when left out: only those have figures. */
  status?: 'live' | 'completed';
}

export interface Question {
  /** Ids of additive metrics. */
  metrics: readonly string[];
  dimensions: readonly Dimension[];
  filters: Filters;
  /** By a metric or a dimension that is asked for; without a value comes last, and ties go by the dimensions. */
  order?: { by: string; descending: boolean };
  limit?: number;
  offset?: number;
}

export type Source = 'rollup' | 'calls';

export interface Answer {
  /** Whether it was read from the daily sums or from the calls; the numbers are the same. */
  source: Source;
  rows: AnswerRow[];
}

export interface AnswerRow {
  /** By dimension: an id or null of an agent, else the text; a day, week or month by its first day, `2026-03-01`. */
  keys: Partial<Record<Dimension, string | null>>;
  /** By metric id. */
  values: Record<string, Value>;
}
