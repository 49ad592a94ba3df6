import { AdditiveMetric, MetricDefinition } from './definition';
import { flow } from './definitions/flow';
import { sentiment } from './definitions/sentiment';
import { talk } from './definitions/talk';
import { volume } from './definitions/volume';
import { words } from './definitions/words';

/** Every metric, in the order in which they are shown. */
export const metrics: readonly MetricDefinition[] = [...volume, ...talk, ...flow, ...words, ...sentiment];

const byId = new Map(metrics.map((metric) => [metric.id, metric]));

export function metricOf(id: string): MetricDefinition | undefined {
  return byId.get(id);
}

export function isAdditive(metric: MetricDefinition): metric is AdditiveMetric {
  return metric.kind !== 'call';
}

export const additiveMetrics: readonly AdditiveMetric[] = metrics.filter(isAdditive);
