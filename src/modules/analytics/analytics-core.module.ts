import { Module } from '@nestjs/common';
import { AgentRecordsModule } from '../agents/agent-records.module';
import { MetricsModule } from '../metrics/metrics.module';
import { AnalyticsRepository } from './analytics.repository';
import { AnalyticsService } from './analytics.service';
import { CostlyGate } from './question/costly.gate';
import { WindowsService } from './windows/windows.service';

/** Numbers about many calls without their routes, for processes that serve none. */
@Module({
  imports: [AgentRecordsModule, MetricsModule],
  providers: [AnalyticsService, AnalyticsRepository, CostlyGate, WindowsService],
  exports: [AgentRecordsModule, AnalyticsService, AnalyticsRepository, CostlyGate, WindowsService],
})
export class AnalyticsCoreModule {}
