import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller';

/** The page for Prometheus; apart from the numbers themselves, which commands without a server count as well. */
@Module({ controllers: [MetricsController] })
export class MetricsModule {}
