import { Injectable } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { Logger } from '../../logging/logger';
import { Draw, draw, makeBucket, Outcome, standingOf, waitOf } from './bucket';
import { LimitClassName } from './limit-classes';
import { LimitCounts, LimitStore } from './limit-counts';
import { MemoryBuckets } from './memory-buckets';
import { RedisBuckets } from './redis-buckets';

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

const MOST_IN_MEMORY = 50_000;
const MOST_REMEMBERED = 10_000;

/**
 * Decides about requests: by the buckets in Redis, or while Redis is away by those of this process, so that limits neither
 * open nor close with it. What Redis refused is refused again without asking until it may be granted: between, a bucket
 * only gets emptier.
 */
@Injectable()
export class LimitStorage implements ThrottlerStorage {
  private readonly memory = new MemoryBuckets(MOST_IN_MEMORY);
  private readonly refused = new MemoryBuckets(MOST_REMEMBERED);
  private store: 'redis' | 'memory' = 'redis';

  constructor(
    private readonly redis: RedisBuckets,
    private readonly counts: LimitCounts,
    private readonly logger: Logger,
  ) {}

  /** Takes all draws or none, in at most one round trip. Never rejects, and never waits for a Redis that hangs. */
  take(draws: readonly Draw[]): Outcome | Promise<Outcome> {
    const refusal = this.refusal(draws);
    if (refusal !== undefined) return refusal;
    if (!this.redis.usable) return this.takeFromMemory(draws);
    return this.redis.take(draws).then(
      (outcome) => this.concludeWithRedis(draws, outcome),
      (error: unknown) => this.takeFromMemory(draws, error),
    );
  }

  /** The refusal that is already known of; undefined when it has to be asked for. */
  refusal(draws: readonly Draw[]): Outcome | undefined {
    const refusal = this.refused.refusal(draws);
    return refusal && this.count(draws, refusal, 'remembered');
  }

  /** For the library's own guard: `limit` requests at once, flowing back over `ttl` ms. The block is what that takes. */
  async increment(key: string, ttl: number, limit: number, _block: number, name: string): Promise<StorageRecord> {
    const draws = [draw(makeBucket(name as LimitClassName, limit, ttl), key)];
    const outcome = await this.take(draws);
    const { remaining, reset, retryAfter } = standingOf(draws, outcome);
    const isBlocked = !outcome.granted;
    return { totalHits: limit - remaining, timeToExpire: reset, isBlocked, timeToBlockExpire: retryAfter };
  }

  private concludeWithRedis(draws: readonly Draw[], outcome: Outcome): Outcome {
    this.switchTo('redis');
    if (!outcome.granted) {
      draws.forEach((wanted, index) => {
        const debt = outcome.debts[index] ?? 0;
        if (waitOf(wanted, debt) > 0) this.refused.note(wanted.key, debt);
      });
    }
    return this.count(draws, outcome, 'redis');
  }

  private takeFromMemory(draws: readonly Draw[], error?: unknown): Outcome {
    this.switchTo('memory', error);
    return this.count(draws, this.memory.take(draws), 'memory');
  }

  private count(draws: readonly Draw[], outcome: Outcome, store: LimitStore): Outcome {
    draws.forEach((wanted, index) => {
      if (outcome.granted) this.counts.add(wanted.bucket.name, store, 'granted');
      else if (waitOf(wanted, outcome.debts[index] ?? 0) > 0) this.counts.add(wanted.bucket.name, store, 'refused');
    });
    return outcome;
  }

  private switchTo(store: 'redis' | 'memory', error?: unknown): void {
    if (store === this.store) return;
    this.store = store;
    if (store === 'redis') this.logger.info('Rate limits are shared again');
    else this.logger.warn('Rate limits are kept by each process for itself while Redis is away', { error });
  }
}
