import { ReachedLimit } from '../errors/app-error';

/** Lets `perSecond` through on average and a burst of `burst` at once. */
export class TokenBucket {
  private tokens: number;
  private filledAt = performance.now();

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** Takes one token; false when there is none. */
  take(now = performance.now()): boolean {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** What is told of a bucket that has nothing left. */
export function emptied({ perSecond, burst }: { perSecond: number; burst: number }): ReachedLimit {
  return { limit: burst, remaining: 0, reset: Math.ceil(burst / perSecond) };
}
