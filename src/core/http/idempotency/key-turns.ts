/** Lets work under the same name take turns in this process. */
export class KeyTurns {
  private readonly last = new Map<string, Promise<void>>();

  /** Rejects with what the work rejects with, and with `late()` when its turn does not come in time. */
  async run<T>(name: string, patienceMs: number, late: () => Error, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name);
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const both = before === undefined ? done : before.then(() => done);
    this.last.set(name, both);
    void both.then(() => this.last.get(name) === both && this.last.delete(name));
    try {
      if (before !== undefined) await inTime(before, patienceMs, late);
      return await work();
    } finally {
      finish();
    }
  }

  /** Names that are in use. */
  get size(): number {
    return this.last.size;
  }
}

async function inTime(promise: Promise<void>, patienceMs: number, late: () => Error): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), patienceMs);
  });
  try {
    await Promise.race([promise, patience]);
  } finally {
    clearTimeout(timer);
  }
}
