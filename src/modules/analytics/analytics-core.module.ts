import { Module } from '@nestjs/common';
import { AgentRecordsModule } from '../agents/agent-records.module';
import { MetricsModule } from '../metrics/metrics.module';
import { AnalyticsRepository } from './analytics.repository';
import { AnalyticsService } from './analytics.service';
import { WindowsService } from './windows/windows.service';

/** Numbers about many calls without their routes, for processes that serve none. */
@Module({
  imports: [AgentRecordsModule, MetricsModule],
  providers: [AnalyticsService, AnalyticsRepository, WindowsService],
  exports: [AgentRecordsModule, AnalyticsService, AnalyticsRepository, WindowsService],
})
export class AnalyticsCoreModule {}
