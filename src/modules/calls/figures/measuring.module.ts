import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module';
import { MeasuringRepository } from './measuring.repository';
import { MeasuringService } from './measuring.service';

/** Measures calls, in every role. */
@Module({ imports: [MetricsModule], providers: [MeasuringRepository, MeasuringService], exports: [MeasuringService] })
export class MeasuringModule {}
