import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module';
import { AnalyticsCoreModule } from './analytics-core.module';
import { AnalyticsController } from './analytics.controller';
import { ExportsController } from './exports/exports.controller';
import { ExportsService } from './exports/exports.service';
import { TablesService } from './exports/tables.service';
import { RowsController } from './rows/rows.controller';
import { RowsRepository } from './rows/rows.repository';
import { RowsService } from './rows/rows.service';
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
  controllers: [AnalyticsController, RowsController, ExportsController],
  providers: [PerformanceService, DistributionService, RowsService, RowsRepository, TablesService, ExportsService],
  exports: [AnalyticsCoreModule],
})
export class AnalyticsModule {}
