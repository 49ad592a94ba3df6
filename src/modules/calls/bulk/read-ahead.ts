/**
 * The outcomes of `work` over a source, in the source's order, with up to `most` of them under way. When it ends before the
 * source does, or fails, the source is closed and what is under way is let run out unheard.
 */
export async function* readAhead<T, R>(
  source: AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  const underWay: Promise<R>[] = [];
  try {
    for (let ended = false; !ended || underWay.length > 0;) {
      if (!ended && underWay.length < most) {
        const next = await iterator.next();
        if (next.done) ended = true;
        else underWay.push(heardLater(work(next.value)));
      } else yield await (underWay.shift() as Promise<R>);
    }
  } finally {
    await iterator.return?.();
  }
}

/** Its failure is told when its turn comes, which may be later than Node takes for forgotten. */
function heardLater<R>(promise: Promise<R>): Promise<R> {
  promise.catch(() => undefined);
  return promise;
}
