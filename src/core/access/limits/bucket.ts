import { LimitClassName } from './limit-classes';

/**
 * A token bucket that refills smoothly. All of it is time, in microseconds: its state is one number, the debt, which is how
 * long it takes until it is full again, so that a full bucket needs no record.
 */
export interface Bucket {
  name: LimitClassName;
  /** Requests it holds. */
  burst: number;
  /** Time in which one request's worth flows back. */
  interval: number;
  /** The debt at which it is empty. */
  capacity: number;
}

/** What a request wants of one bucket. */
export interface Draw {
  bucket: Bucket;
  key: string;
  /** Time; at most the capacity, or it could never be had. */
  cost: number;
}

/** All draws of a request were granted, or none. The debts are those afterwards, in the order of the draws. */
export interface Outcome {
  granted: boolean;
  debts: number[];
}

/** What a client is told of the bucket that limits it most. */
export interface Standing {
  limit: number;
  remaining: number;
  /** Seconds until the bucket is full. */
  reset: number;
  /** Seconds until the same would be granted; 0 when it was. */
  retryAfter: number;
}

const MICROSECONDS = 1_000_000;

/** @param periodMs in which the whole burst flows back */
export function makeBucket(name: LimitClassName, burst: number, periodMs: number): Bucket {
  // Whole numbers, so that Redis and this process count alike.
  const interval = Math.max(1, Math.round((periodMs * 1000) / burst));
  return { name, burst, interval, capacity: interval * burst };
}

/** @param units requests, or what else the bucket counts */
export function draw(bucket: Bucket, tracker: string, units = 1): Draw {
  const cost = Math.min(units, bucket.burst) * bucket.interval;
  return { bucket, key: `parley:limit:${bucket.name}:${tracker}`, cost };
}

/** How long until the draw can be granted; 0 or less when it can be now. */
export function waitOf({ bucket, cost }: Draw, debt: number): number {
  return debt + cost - bucket.capacity;
}

export function standingOf(draws: readonly Draw[], { granted, debts }: Outcome): Standing {
  const standings = draws.map((wanted, index) => standing(wanted, debts[index] ?? 0, granted));
  return standings.reduce((tightest, one) => (isTighter(one, tightest) ? one : tightest));
}

function standing(wanted: Draw, debt: number, granted: boolean): Standing {
  const { burst, capacity, interval } = wanted.bucket;
  const wait = granted ? 0 : waitOf(wanted, debt);
  return {
    limit: burst,
    remaining: Math.max(0, Math.floor((capacity - debt) / interval)),
    reset: Math.ceil(debt / MICROSECONDS),
    retryAfter: wait > 0 ? Math.ceil(wait / MICROSECONDS) : 0,
  };
}

function isTighter(one: Standing, other: Standing): boolean {
  return one.retryAfter === other.retryAfter ? one.remaining < other.remaining : one.retryAfter > other.retryAfter;
}
