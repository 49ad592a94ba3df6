import { CoreErrors } from '../../../core/errors/core-errors';

/** A correction may rewrite a call of 20,000 utterances, and whoever waits for its row holds a connection. */
const CONCURRENCY = 2;
const RETRY_AFTER_SECONDS = 2;

/** Lets corrections run two at a time in this process; when too many are waiting, more are turned away. */
export class CorrectionGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param queue most that may wait: no longer than a client does */
  constructor(private readonly queue: number) {}

  /** Throws unavailable when too many are waiting. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= CONCURRENCY) await this.turn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.queue) {
      throw CoreErrors.unavailable.with('Too many corrections are waiting; try again shortly.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
