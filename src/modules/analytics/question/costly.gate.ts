import { Injectable } from '@nestjs/common';
import { Gate } from '../../../core/http/gate';

/**
 * Lets three costly questions be computed at a time in this process: each keeps a core of the database busy, for seconds
 * where there are millions of calls, and all the other requests need its connections too.
 */
@Injectable()
export class CostlyGate {
  private readonly gate = new Gate({
    concurrency: 3,
    queue: 20,
    retryAfterSeconds: 5,
    busy: 'Too many questions that go through calls or long times are waiting; try again shortly.',
  });

  /** Rejects with what the work rejects with, and with unavailable when too many are waiting. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.gate.run(work);
  }
}
