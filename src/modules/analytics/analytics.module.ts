import { Module } from '@nestjs/common';
import { AnalyticsCoreModule } from './analytics-core.module';
import { RecalculationRoutesModule } from './recalculation/recalculation-routes.module';

@Module({ imports: [AnalyticsCoreModule, RecalculationRoutesModule], exports: [AnalyticsCoreModule] })
export class AnalyticsModule {}
