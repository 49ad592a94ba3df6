import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module';
import { RecalculationOrders } from './recalculation-orders';
import { RecalculationOrdersRepository } from './recalculation-orders.repository';
import { RollupsRepository } from './rollups.repository';
import { WindowRepository } from './window.repository';

/** What orders recalculations and what they look at, in every role. */
@Module({
  imports: [MetricsModule],
  providers: [RollupsRepository, WindowRepository, RecalculationOrdersRepository, RecalculationOrders],
  exports: [RollupsRepository, WindowRepository, RecalculationOrders],
})
export class RecalculationOrdersModule {}
