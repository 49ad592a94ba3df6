/** Resolves with the work, or rejects after the time; what the work does afterwards is nobody's concern any more. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // The abandoned work may still reject; nobody asks for it any more.
    work.catch(() => undefined);
  }
}
