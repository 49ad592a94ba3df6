import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module';
import { AnalyticsCoreModule } from './analytics-core.module';
import { AnalyticsController } from './analytics.controller';
import { DistributionService } from './distribution.service';
import { AnalyticsGaugesModule } from './gauges/analytics-gauges.module';
import { OverviewModule } from './overview/overview.module';
import { PerformanceService } from './performance.service';
import { RecalculationRoutesModule } from './recalculation/recalculation-routes.module';
import { ReportsModule } from './reports/reports.module';

@Module({
  imports: [
    AnalyticsCoreModule,
    MetricsModule,
    AnalyticsGaugesModule,
    OverviewModule,
    RecalculationRoutesModule,
    ReportsModule,
  ],
  controllers: [AnalyticsController],
  providers: [PerformanceService, DistributionService],
  exports: [AnalyticsCoreModule],
})
export class AnalyticsModule {}
