import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module';
import { AnalyticsCoreModule } from '../analytics-core.module';
import { ReportMaking } from './report-making';
import { ReportProcessor } from './report.processor';
import { ReportsRepository } from './reports.repository';

/** Runs `reports.generate`. */
@Module({
  imports: [AnalyticsCoreModule, MetricsModule],
  providers: [ReportsRepository, ReportMaking, ReportProcessor],
})
export class ReportMakingModule {}
