import { Injectable } from '@nestjs/common';
import { Request, Response } from 'express';
import { Config } from '../../config/config';
import { networkOf } from '../../http/client-address';
import { Bucket, Draw, draw, makeBucket, waitOf } from './bucket';
import { limitOf } from './limit-classes';
import { answerLimits, isLimited } from './limit-headers';
import { MemoryBuckets } from './memory-buckets';

const MOST_ADDRESSES = 10_000;

/**
 * Requests that the access check refuses come to no rate limit. Each address may make as many of them as somebody signed
 * in may make requests; that is kept by each process for itself, and costs nothing while nobody makes too many.
 */
@Injectable()
export class Refusals {
  private readonly buckets = new MemoryBuckets(MOST_ADDRESSES);
  /** Until when some address may have none left. */
  private alarmUntil = -Infinity;

  private readonly bucket: Bucket;

  constructor(config: Config) {
    const { limit, ttl } = limitOf('default', config.get('RATE_LIMITS'));
    this.bucket = makeBucket('default', limit, ttl);
  }

  /** To be called with every answer of 401 or 403. */
  count(request: Request, response: Response): void {
    if (isLimited(response)) return;
    const wanted = this.drawOf(request);
    const { debts } = this.buckets.take([wanted]);
    const waitMs = waitOf(wanted, debts[0] ?? 0) / 1000;
    if (waitMs > 0) this.alarmUntil = Math.max(this.alarmUntil, performance.now() + waitMs);
  }

  get alarmed(): boolean {
    return performance.now() < this.alarmUntil;
  }

  /** Throws request.rate_limited when too many requests of this address were refused. */
  check(request: Request, response: Response): void {
    const draws = [this.drawOf(request)];
    const refusal = this.buckets.refusal(draws);
    if (refusal !== undefined) answerLimits(response, draws, refusal);
  }

  private drawOf(request: Request): Draw {
    return draw(this.bucket, networkOf(request.ip ?? 'unknown'));
  }
}
