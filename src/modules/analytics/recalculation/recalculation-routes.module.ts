import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module';
import { ReconcileService } from './reconcile.service';
import { RecalculationOrdersModule } from './recalculation-orders.module';
import { RecalculationController } from './recalculation.controller';

/** The routes that compare rollups with calls and order what heals them. */
@Module({
  imports: [MetricsModule, RecalculationOrdersModule],
  controllers: [RecalculationController],
  providers: [ReconcileService],
})
export class RecalculationRoutesModule {}
