import { Module } from '@nestjs/common';
import { AnalyticsCoreModule } from './analytics-core.module';

@Module({ imports: [AnalyticsCoreModule], exports: [AnalyticsCoreModule] })
export class AnalyticsModule {}
