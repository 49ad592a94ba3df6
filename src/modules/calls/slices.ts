/** Of a cost in characters: the slowest texts take 15 ms. */
const SLICE = 50_000;

/** Works through a list in its order, a slice at a time, and lets the process answer others between two slices. */
export async function inSlices<T>(
  items: readonly T[],
  costOf: (item: T) => number,
  work: (slice: T[]) => void,
): Promise<void> {
  let [from, cost] = [0, 0];
  for (const [index, item] of items.entries()) {
    cost += costOf(item);
    if (cost < SLICE) continue;
    work(items.slice(from, index + 1));
    [from, cost] = [index + 1, 0];
    await new Promise(setImmediate);
  }
  if (from < items.length) work(items.slice(from));
}
