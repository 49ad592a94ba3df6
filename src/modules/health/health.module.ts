import { Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { HealthDetailsService } from './health-details.service';
import { HealthService } from './health.service';
import { RootController } from './root.controller';

@Module({ controllers: [RootController, HealthController], providers: [HealthService, HealthDetailsService] })
export class HealthModule {}
