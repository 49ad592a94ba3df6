import { Injectable } from '@nestjs/common';
import { CallDetails, Measured } from './figures/conversation';
import { figureNames } from './figures/figures';
import { PackedFigures, toFigures, unpack } from './figures/packed';
import { AdditiveMetric, MetricDefinition } from './registry/definition';
import { evaluate, FigureSums, Value } from './registry/evaluate';
import { CallValue, valuesOfCall } from './registry/of-call';
import { additiveMetrics, metricOf, metrics } from './registry/registry';

export { callValuesText } from './registry/call-values';
export { dimensionIds, type Dimension } from './registry/dimensions';
export { figureNames } from './figures/figures';
export type { FigureName, Figures } from './figures/figures';
export { speakers, units } from './registry/definition';
export type { AdditiveMetric, MetricDefinition, Speaker, Unit } from './registry/definition';
export type { FigureSums, Value } from './registry/evaluate';
export type { CallValue as CallMetricValue } from './registry/of-call';

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

  /** Every metric of one call. */
  valuesOfCall(measured: Measured): [MetricDefinition, CallValue][] {
    return valuesOfCall(measured);
  }

  /** What is stored of a call, as it was measured. */
  unpack(packed: PackedFigures, details: CallDetails): Measured {
    return { figures: toFigures(unpack(packed)), details };
  }
}
