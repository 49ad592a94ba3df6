import { Injectable } from '@nestjs/common';
import { invalid } from '../../core/errors/field-errors';
import { AdditiveMetric, MetricRegistry } from '../metrics/metric-registry.service';
import { AnalyticsRepository } from './analytics.repository';
import { DistributionQuery } from './dto/analytics-queries.dto';
import { BucketDto, DistributionDto } from './dto/distribution.dto';
import { answered } from './performance.service';
import { Distributed } from './question/distribution.query';
import { additiveMetric, refuseLongWindow } from './question/plan';
import { round } from './round';
import { WindowsService } from './windows/windows.service';

/** How the values of single calls are spread. */
@Injectable()
export class DistributionService {
  constructor(
    private readonly analytics: AnalyticsRepository,
    private readonly windows: WindowsService,
    private readonly registry: MetricRegistry,
  ) {}

  /** Throws request.invalid, analytics.unknown_metric, analytics.not_additive, analytics.window_too_long. */
  async distribution(query: DistributionQuery): Promise<DistributionDto> {
    const { buckets, min, max } = query;
    if (min !== undefined && max !== undefined && min >= max)
      throw invalid([{ field: 'max', message: 'must be greater than min' }]);
    const metric = additiveMetric(query.metric, this.registry);
    const filters = await this.windows.filters(query);
    refuseLongWindow(filters, 'Values of single calls are not in the daily sums');
    const found = await this.analytics.distribution({ metric, filters, buckets, min, max });
    return { ...answered(filters, { source: 'calls' }), metric: metric.id, ...toDistribution(metric, found) };
  }
}

type Spread = Omit<DistributionDto, keyof ReturnType<typeof answered> | 'metric'>;

function toDistribution({ decimals }: AdditiveMetric, found: Distributed): Spread {
  const { calls, n, edges, counts, percentiles } = found;
  const rounded = (value: number | null) => (value === null ? null : round(value, decimals));
  const [p50, p90, p95] = (percentiles ?? []).map(rounded);
  const inBucket = (bucket: number) => counts.find((count) => count.bucket === bucket)?.n ?? 0;
  return {
    ...{ n, withoutValue: calls - n },
    ...{ min: rounded(found.min), max: rounded(found.max), mean: rounded(found.mean) },
    ...{ p50: p50 ?? null, p90: p90 ?? null, p95: p95 ?? null },
    buckets: toBuckets(edges ?? [], inBucket),
    below: inBucket(0),
    above: inBucket(edges?.length ?? 1),
  };
}

function toBuckets(edges: number[], inBucket: (bucket: number) => number): BucketDto[] {
  return edges.slice(1).map((to, index) => ({ from: edges[index] ?? to, to, calls: inBucket(index + 1) }));
}
