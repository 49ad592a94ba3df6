import { Module } from '@nestjs/common';
import { MeasuringModule } from '../../calls/figures/measuring.module';
import { MetricsModule } from '../../metrics/metrics.module';
import { RecalculationOrdersModule } from './recalculation-orders.module';
import { RecalculationProcessor } from './recalculation.processor';
import { StateWatch } from './state-watch';

/** Runs `analytics.recalculate`, and orders it where what is stored does not fit this process. */
@Module({
  imports: [MeasuringModule, MetricsModule, RecalculationOrdersModule],
  providers: [RecalculationProcessor, StateWatch],
})
export class RecalculationModule {}
