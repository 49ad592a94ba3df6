import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module';
import { AnalyticsCoreModule } from '../analytics-core.module';
import { AnalyticsGauges } from './analytics-gauges';

/** Numbers about calls for Prometheus, once for each process that serves the API. */
@Module({ imports: [AnalyticsCoreModule, MetricsModule], providers: [AnalyticsGauges] })
export class AnalyticsGaugesModule {}
