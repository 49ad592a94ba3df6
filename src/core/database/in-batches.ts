import { setTimeout as sleep } from 'node:timers/promises';

export interface Batches {
  /** Most rows of each kind at a time. */
  limit: number;
  pauseMs: number;
  /** Aborted: rejects between two batches. */
  signal?: AbortSignal;
}

/**
 * Repeats what removes rows of some kinds, at most so many of each at a time, until it finds fewer; answers how many went
 * of each kind. Rejects with what a batch rejects with, and with the reason of the signal.
 */
export async function inBatches<Kind extends string>(
  { limit, pauseMs, signal }: Batches,
  remove: (limit: number) => Promise<Record<Kind, number>>,
): Promise<Record<Kind, number>> {
  let total: Record<Kind, number> | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const batch = await remove(limit);
    total = total === undefined ? batch : sums(total, batch);
    if (Object.values<number>(batch).every((count) => count < limit)) return total;
    await sleep(pauseMs, undefined, { signal });
  }
}

function sums<Kind extends string>(one: Record<Kind, number>, other: Record<Kind, number>): Record<Kind, number> {
  const kinds = Object.keys(one) as Kind[];
  return Object.fromEntries(kinds.map((kind) => [kind, one[kind] + other[kind]])) as Record<Kind, number>;
}
