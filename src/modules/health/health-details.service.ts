import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config/config';
import { Database, LongWorkDatabase } from '../../core/database/database';
import { buildInfo } from '../../core/health/build-info';
import { MachineProbe } from '../../core/health/machine-probe';
import { PostgresProbe } from '../../core/health/postgres-probe';
import { ProbeState } from '../../core/health/probe-record';
import { RedisProbe } from '../../core/health/redis-probe';
import { BacklogDto, DependencyDto, HealthDetailsDto } from './dto/health-details.dto';
import { HealthDto } from './dto/health.dto';

/** What only admins may know: versions, latencies, errors. */
@Injectable()
export class HealthDetailsService {
  constructor(
    private readonly config: Config,
    private readonly postgres: PostgresProbe,
    private readonly redis: RedisProbe,
    private readonly machine: MachineProbe,
    private readonly database: Database,
    private readonly longWork: LongWorkDatabase,
  ) {}

  of(summary: HealthDto): HealthDetailsDto {
    const { postgres, redis } = this;
    return {
      ...summary,
      version: buildInfo.version,
      role: this.config.get('PARLEY_ROLE'),
      instance: this.config.get('INSTANCE_NAME'),
      uptimeSeconds: Math.round(process.uptime()),
      dependencies: [
        toDependencyDto('postgres', postgres.state, postgres.facts?.version),
        toDependencyDto('redis', redis.state, redis.facts?.version),
      ],
      pendingMigrations: postgres.facts?.pendingMigrations ?? [],
      redisEvictionPolicy: redis.facts?.evictionPolicy ?? null,
      backlog: [toBacklogDto('requests', this.database), toBacklogDto('long_work', this.longWork)],
      ...this.machine.state,
    };
  }
}

function toDependencyDto(name: string, state: ProbeState, version: string | undefined): DependencyDto {
  return {
    name,
    up: state.up,
    latencyMs: state.latencyMs,
    version: version ?? null,
    failuresInARow: state.failuresInARow,
    checkedAt: state.checkedAt?.toISOString() ?? null,
    error: state.error,
  };
}

function toBacklogDto(pool: string, database: Database): BacklogDto {
  const { total, idle, waiting } = database.usage();
  return { pool, connections: total, idle, waiting };
}
