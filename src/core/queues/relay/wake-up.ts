import { setTimeout as sleep } from 'node:timers/promises';

/** Lets one loop sleep until it is called. Calls while it is awake are remembered as one. */
export class WakeUp {
  private called = false;
  private rise?: () => void;
  private readonly end = new AbortController();

  get ended(): boolean {
    return this.end.signal.aborted;
  }

  /** Wakes the loop now or, when it is awake, as soon as it would sleep. */
  call(): void {
    this.called = true;
    this.rise?.();
  }

  /** Ends every wait, for good. */
  stop(): void {
    this.end.abort();
    this.rise?.();
  }

  /** Resolves when there was a call since the last time, or else after the time. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.called && !this.ended) await this.rest(milliseconds);
    this.called = false;
  }

  /** Resolves after the time, calls or not; calls are kept for the next wait. */
  async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false, signal: this.end.signal }).catch(() => undefined);
  }

  private rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      this.rise = () => {
        clearTimeout(timer);
        this.rise = undefined;
        resolve();
      };
    });
  }
}
