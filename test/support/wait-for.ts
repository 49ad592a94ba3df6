import { inspect } from 'node:util';

const INTERVAL_MS = 25;

/**
 * Repeats `probe` until `accept` takes what it answers (by default: anything truthy) and answers that. A probe that throws
 * counts as not yet. Rejects when the time is over, with what was seen last; a probe that hangs does not prolong it.
 */
export async function waitFor<T>(
  description: string,
  probe: () => T | Promise<T>,
  timeoutMs = 10_000,
  accept: (seen: T) => boolean = Boolean,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let seen = 'nothing yet';
  for (;;) {
    const answer = await within(deadline, probe);
    if ('value' in answer && accept(answer.value)) return answer.value;
    if ('value' in answer) seen = inspect(answer.value, { depth: 4, breakLength: 120 });
    if ('error' in answer) seen = `it threw ${answer.error}`;
    if (performance.now() >= deadline) {
      const pending = 'late' in answer ? ' (the last probe did not answer)' : '';
      throw new Error(`Waited ${timeoutMs} ms for ${description}; last seen: ${seen}${pending}`);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

/** Resolves with the promise, or rejects after the time with the description and what `seen` tells. */
export async function deadline<T>(
  description: string,
  promise: Promise<T>,
  timeoutMs = 10_000,
  seen: () => string = () => 'no answer',
): Promise<T> {
  const answer = await within(performance.now() + timeoutMs, () => promise);
  if ('value' in answer) return answer.value;
  if ('error' in answer) throw answer.error;
  throw new Error(`Waited ${timeoutMs} ms for ${description}; last seen: ${seen()}`);
}

type Answer<T> = { value: T } | { error: Error } | { late: true };

async function within<T>(deadline: number, probe: () => T | Promise<T>): Promise<Answer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer<T>>((resolve) => {
    timer = setTimeout(() => resolve({ late: true }), Math.max(0, deadline - performance.now()));
  });
  try {
    const work = Promise.resolve().then(probe);
    return await Promise.race([work.then((value) => ({ value })), late]);
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    clearTimeout(timer);
  }
}
