import { Injectable } from '@nestjs/common';
import { HealthIndicatorFunction, HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Config } from '../config/config';
import { Lifecycle } from './lifecycle';
import { MachineProbe } from './machine-probe';
import { PostgresProbe } from './postgres-probe';
import { RedisProbe } from './redis-probe';

/** What the loss of one thing does: nothing works, or some things do not. */
type Effect = 'unready' | 'degraded';

/**
 * The indicators behind the health routes. Each reads what the background probes found; none does any I/O. Their keys are
 * the words that clients see as `reasons` and `degraded`.
 */
@Injectable()
export class HealthIndicators {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly config: Config,
    private readonly lifecycle: Lifecycle,
    private readonly postgres: PostgresProbe,
    private readonly redis: RedisProbe,
    private readonly machine: MachineProbe,
  ) {}

  get live(): HealthIndicatorFunction[] {
    return [() => this.judge('event_loop', !this.machine.hopeless, 'unready')];
  }

  /** Whether the process ever had what it needs; later outages are the matter of readiness. */
  get startup(): HealthIndicatorFunction[] {
    return [
      () => this.judge('postgres', this.postgres.state.everUp, 'unready'),
      () => this.judge('schema', this.postgres.facts?.pendingMigrations.length === 0, 'unready'),
      () => this.judge('starting', this.redis.state.attempted, 'unready'),
    ];
  }

  get ready(): HealthIndicatorFunction[] {
    const { postgres, redis, machine } = this;
    const withoutRedis = this.config.get('PARLEY_ROLE') === 'worker' ? 'unready' : 'degraded';
    const { pendingMigrations = [], acceptsWrites = true } = postgres.facts ?? {};
    return [
      () => this.judge('draining', !this.lifecycle.draining, 'unready'),
      () => this.judge('postgres', postgres.state.up, 'unready'),
      () => this.judge('schema', pendingMigrations.length === 0, 'unready'),
      () => this.judge('event_loop', !machine.eventLoopLags, 'unready'),
      () => this.judge('redis', redis.state.up, withoutRedis),
      () => this.judge('writes', acceptsWrites && !machine.writesRefused, 'degraded'),
      () => this.judge('disk', !machine.diskLow, 'degraded'),
    ];
  }

  private judge(key: string, good: boolean, otherwise: Effect): HealthIndicatorResult {
    const indicator = this.indicators.check(key);
    if (good) return indicator.up();
    return otherwise === 'unready' ? indicator.down() : indicator.up({ degraded: true });
  }
}
