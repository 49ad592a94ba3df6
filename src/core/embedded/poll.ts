import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  timeoutMs: number;
  intervalMs: number;
  /** Called when the time is over: says what was waited for and what was seen instead. */
  onTimeout: () => Error;
}

/** Repeats `attempt` until it answers something other than undefined; an attempt that throws ends the wait. */
export async function poll<T>(attempt: () => T | undefined | Promise<T | undefined>, options: PollOptions): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (performance.now() >= deadline) throw options.onTimeout();
    await sleep(options.intervalMs);
  }
}
