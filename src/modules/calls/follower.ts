/**
 * One process's view of one call that sockets here follow: how far it has sent, and one thing at a time, so that points
 * leave in order and without gaps whatever order the hints come in.
 */
export class Follower {
  /** Last position sent to the room; undefined until the first subscriber was answered. */
  cursor: number | undefined;
  epoch = 0;
  /** Whether `call_completed` was sent or the subscribers were told by their snapshot. */
  completed = false;
  /** Whether a catch-up waits its turn; one is enough, since it reads everything. */
  catchUpQueued = false;
  readonly sockets = new Set<string>();
  private tail: Promise<void> | undefined;

  constructor(readonly callId: string) {}

  get idle(): boolean {
    return this.tail === undefined;
  }

  /** Runs the work after everything queued before it; a failure does not stop what is queued behind. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = (this.tail ?? Promise.resolve()).then(work);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.tail = settled;
    void settled.then(() => {
      if (this.tail === settled) this.tail = undefined;
    });
    return result;
  }
}
