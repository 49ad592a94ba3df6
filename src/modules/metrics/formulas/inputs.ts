import { FigureName, Figures } from '../figures/figures';
import { MetricDefinition, Sum } from '../registry/definition';
import { metricOf } from '../registry/registry';

/** The figures that a metric adds up or divides. */
export function inputsOf(metric: MetricDefinition, figures: Figures): Partial<Record<FigureName, number>> {
  const names = Object.keys(sumsOf(metric)) as FigureName[];
  return Object.fromEntries(names.map((name) => [name, figures[name]]));
}

function sumsOf(metric: MetricDefinition): Sum {
  if (metric.kind === 'total') return metric.numerator;
  if (metric.kind === 'pooled') return { ...metric.numerator, ...metric.denominator };
  const mean = metric.id === 'patience_median.v1' ? metricOf('patience_mean.v1') : undefined;
  return mean === undefined ? {} : sumsOf(mean);
}
