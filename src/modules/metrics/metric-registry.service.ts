import { Injectable } from '@nestjs/common';
import { figureNames } from './figures/figures';
import { AdditiveMetric, MetricDefinition } from './registry/definition';
import { evaluate, FigureSums, Value } from './registry/evaluate';
import { additiveMetrics, metricOf, metrics } from './registry/registry';

export { callValuesText } from './registry/call-values';
export { dimensionIds, type Dimension } from './registry/dimensions';
export type { FigureName, Figures } from './figures/figures';
export type { AdditiveMetric, MetricDefinition, Unit } from './registry/definition';
export type { FigureSums, Value } from './registry/evaluate';

/** The metrics for other features: what there is, and how sums become values. */
@Injectable()
export class MetricRegistry {
  readonly figureNames = figureNames;
  readonly all: readonly MetricDefinition[] = metrics;
  /** Those that can be asked of many calls. */
  readonly additive: readonly AdditiveMetric[] = additiveMetrics;

  find(id: string): MetricDefinition | undefined {
    return metricOf(id);
  }

  evaluate(metric: AdditiveMetric, sums: FigureSums): Value {
    return evaluate(metric, sums);
  }
}
