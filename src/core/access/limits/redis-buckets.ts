import { Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { FAIL_FAST, RedisConnections } from '../../redis/redis-connections';
import { Draw, Outcome } from './bucket';
import { TAKE_SCRIPT } from './take-script';

interface Waiting {
  draws: readonly Draw[];
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

type Taking = Redis & { takeBuckets(keyCount: number, keys: string[], rest: number[]): Promise<number[]> };

/** Longer, and the memory of this process answers instead. */
const PATIENCE_MS = 150;
/** After a failure Redis is asked at most so often whether it is back. */
const PROBE_EVERY_MS = 1_000;
/** Most requests of one script, so that it never holds up Redis for long. */
const MOST_AT_ONCE = 200;

/**
 * The buckets that all processes share. Requests that come together are asked for together: ioredis pipelines by itself,
 * but a command for each of them would cost this process several times as much.
 */
@Injectable()
export class RedisBuckets {
  private readonly client: Taking;
  private waiting: Waiting[] = [];
  private failed = false;
  private probing = false;
  private probeAfter = 0;

  constructor(connections: RedisConnections) {
    this.client = connections.create('limits', {
      ...FAIL_FAST,
      connectTimeout: 1_000,
      retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
      scripts: { takeBuckets: { lua: TAKE_SCRIPT } },
    }) as Taking;
  }

  /** Whether Redis is expected to answer. When it did not, it is probed in the background, so that no request waits for it. */
  get usable(): boolean {
    if (this.failed) this.probe();
    return !this.failed && this.client.status === 'ready';
  }

  /** Rejects when Redis cannot or does not answer soon; whether something was taken then is unknown. */
  take(draws: readonly Draw[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ draws, resolve, reject }) === 1) setImmediate(this.flush);
    });
  }

  private readonly flush = (): void => {
    const { waiting } = this;
    this.waiting = [];
    for (let from = 0; from < waiting.length; from += MOST_AT_ONCE) {
      void this.send(waiting.length <= MOST_AT_ONCE ? waiting : waiting.slice(from, from + MOST_AT_ONCE));
    }
  };

  private async send(batch: Waiting[]): Promise<void> {
    const keys: string[] = [];
    const rest: number[] = [];
    for (const { draws } of batch) {
      rest.push(draws.length);
      for (const { key, bucket, cost } of draws) {
        keys.push(key);
        rest.push(bucket.capacity, cost);
      }
    }
    try {
      hand(batch, await soon(this.client.takeBuckets(keys.length, keys, rest)));
    } catch (error) {
      this.failed = true;
      this.probeAfter = performance.now() + PROBE_EVERY_MS;
      batch.forEach(({ reject }) => reject(error));
    }
  }

  private probe(): void {
    if (this.probing || performance.now() < this.probeAfter) return;
    this.probing = true;
    soon(this.client.ping())
      .then(
        () => (this.failed = false),
        // Nothing closes the connection to a server that hangs, or behind a cable that was cut.
        () => this.client.status === 'ready' && this.client.disconnect(true),
      )
      .finally(() => {
        this.probing = false;
        this.probeAfter = performance.now() + PROBE_EVERY_MS;
      });
  }
}

function hand(batch: Waiting[], answer: number[]): void {
  let at = 0;
  for (const { draws, resolve } of batch) {
    resolve({ granted: answer[at] === 1, debts: answer.slice(at + 1, at + 1 + draws.length) });
    at += 1 + draws.length;
  }
}

/** Rejects when it takes too long. Where this process was busy itself, the answer may have arrived: input is read first. */
function soon<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => setImmediate(() => reject(new Error(`Redis did not answer within ${PATIENCE_MS} ms.`))),
      PATIENCE_MS,
    );
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
