import { Injectable } from '@nestjs/common';
import { PostgresProbe } from '../../health/postgres-probe';
import { RedisProbe } from '../../health/redis-probe';

/** Whether this process has what it needs to run jobs. */
@Injectable()
export class StartGate {
  constructor(
    private readonly postgres: PostgresProbe,
    private readonly redis: RedisProbe,
  ) {}

  get isOpen(): boolean {
    const { state, facts } = this.postgres;
    return state.up && facts?.pendingMigrations.length === 0 && this.redis.state.up;
  }
}
