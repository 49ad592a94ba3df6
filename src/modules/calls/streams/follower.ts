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
  /** Whether the call was deleted and the subscribers were told. */
  gone = false;
  /** Whether a catch-up waits its turn; one is enough, since it reads everything. */
  catchUpQueued = false;
  /** The sockets that follow, each with how many of its subscriptions were granted or are being answered. */
  readonly sockets = new Map<string, number>();
  private tail: Promise<void> | undefined;

  constructor(readonly callId: string) {}

  get idle(): boolean {
    return this.tail === undefined;
  }

  claim(socketId: string): void {
    this.sockets.set(socketId, (this.sockets.get(socketId) ?? 0) + 1);
  }

  /** Takes one subscription of the socket back that could not be answered; what was granted before stays. */
  unclaim(socketId: string): void {
    const left = (this.sockets.get(socketId) ?? 0) - 1;
    if (left > 0) this.sockets.set(socketId, left);
    else this.sockets.delete(socketId);
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
