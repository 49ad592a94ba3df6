/**
 * Resolves with the work, or rejects after the time; what the work does afterwards is nobody's concern any more.
 * @param late makes the error then
 */
export async function within<T>(milliseconds: number, work: Promise<T>, late?: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late?.() ?? new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
    // The abandoned work may still reject; nobody asks for it any more.
    work.catch(() => undefined);
  }
}
