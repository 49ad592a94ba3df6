import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module';
import { AnalyticsRepository } from './analytics.repository';
import { AnalyticsService } from './analytics.service';

/** Numbers about many calls without their routes, for processes that serve none. */
@Module({
  imports: [MetricsModule],
  providers: [AnalyticsService, AnalyticsRepository],
  exports: [AnalyticsService],
})
export class AnalyticsCoreModule {}
