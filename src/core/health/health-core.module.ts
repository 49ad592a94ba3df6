import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthIndicators } from './health-indicators';
import { Lifecycle } from './lifecycle';
import { MachineProbe } from './machine-probe';
import { PostgresProbe } from './postgres-probe';
import { RedisProbe } from './redis-probe';

const parts = [Lifecycle, PostgresProbe, RedisProbe, MachineProbe, HealthIndicators];

@Global()
@Module({ imports: [TerminusModule.forRoot({ logger: false })], providers: parts, exports: [...parts, TerminusModule] })
export class HealthCoreModule {}
