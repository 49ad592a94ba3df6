import { Global, Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller';
import { Telemetry } from './telemetry';

@Global()
@Module({ controllers: [MetricsController], providers: [Telemetry], exports: [Telemetry] })
export class TelemetryModule {}
