import { Evidence } from './conversation';
import { FigureName } from './figures';

/** What a metric of one call was made from. */
export interface Explanation {
  /** The figures that it adds up or divides; of `patience_median.v1` those of the mean. */
  inputs: Partial<Record<FigureName, number>>;
  /**
   * The stretches of the call whose amounts add up to the metric's numerator, by time; none where the figures are 0. Null
   * for metrics that are no sum of stretches: counts of calls, durations and means of scores.
   */
  evidence: Evidence[] | null;
}

/** By metric id, every metric of the registry. */
export type Explanations = Record<string, Explanation>;
