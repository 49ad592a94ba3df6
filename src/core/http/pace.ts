import { AppError } from '../errors/app-error';
import { HttpErrors } from './http-errors';

/** How slowly a stream may come: at least so many bytes in each so many ms that are spent waiting for it. */
export interface PaceLimits {
  windowMs: number;
  bytes: number;
}

const LATE = Symbol('late');

/** Measures a sender. Only waiting for it counts: what the reader itself takes for is not the sender's fault. */
export class Pace {
  private waitedMs = 0;
  private received = 0;

  constructor(private readonly limits: PaceLimits) {}

  /** Counts what has come. */
  count(bytes: number): void {
    this.received += bytes;
  }

  /** Waits for what is to come next. Rejects with request.timeout when too little has come for too long. */
  async waitFor<T>(next: Promise<T>): Promise<T> {
    for (;;) {
      const began = performance.now();
      const came = await orLate(next, this.limits.windowMs - this.waitedMs);
      this.waitedMs += performance.now() - began;
      if (came !== LATE) return came;
      this.closeWindow();
    }
  }

  private closeWindow(): void {
    if (this.received < this.limits.bytes) throw this.tooSlow();
    this.received = 0;
    this.waitedMs = 0;
  }

  private tooSlow(): AppError {
    const { windowMs, bytes } = this.limits;
    return HttpErrors.timeout.with(
      `The body came at less than ${Math.ceil((bytes * 1_000) / windowMs)} bytes a second.`,
    );
  }
}

async function orLate<T>(promise: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
