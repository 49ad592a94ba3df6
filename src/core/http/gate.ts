import { CoreErrors } from '../errors/core-errors';

export interface GateLimits {
  /** Most that run at a time in this process, from 1 on. */
  concurrency: number;
  /** Most that wait, from 0 on; whoever comes then is turned away. Let none wait longer than a client does. */
  queue: number;
  retryAfterSeconds: number;
  /** What is told to whoever is turned away. */
  busy: string;
}

/** Lets costly work of one kind run so many at a time in this process, the others in the order of their coming. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: GateLimits) {}

  /** Rejects with what the work rejects with, and with unavailable when too many are waiting. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.running >= this.limits.concurrency) await this.turn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // Whoever is next takes the place over, so that nobody can slip in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    const { queue, busy, retryAfterSeconds } = this.limits;
    if (this.waiting.length >= queue) throw CoreErrors.unavailable.with(busy, { retryAfterSeconds });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
