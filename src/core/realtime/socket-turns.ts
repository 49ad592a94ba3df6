import { RealtimeErrors } from './realtime-errors';
import { AppSocket } from './realtime.sockets';

/** Most bytes that may wait for a client before it is given more large answers. */
const MAX_UNSENT_BYTES = 1_000_000;

/**
 * Answers large requests of one socket one after the other, and only while the client reads: otherwise one that asks and
 * does not read would fill this process's memory with its answers.
 */
export class SocketTurns {
  private readonly tails = new WeakMap<AppSocket, Promise<void>>();

  /** Rejects with socket.slow_reader when the client has not read what it was sent before. */
  run<T>(socket: AppSocket, work: () => Promise<T>): Promise<T> {
    const turn = (this.tails.get(socket) ?? Promise.resolve()).then(() => {
      if (readsSlowly(socket)) throw RealtimeErrors.slowReader.with();
      return work();
    });
    // The answer is on its way before the next one is begun.
    this.tails.set(socket, turn.then(nextRound, nextRound));
    return turn;
  }
}

/** Whether so much waits for the client that what can wait should not be sent. */
export function readsSlowly(socket: AppSocket): boolean {
  return unsentBytes(socket) > MAX_UNSENT_BYTES;
}

function unsentBytes(socket: AppSocket): number {
  const { writeBuffer: waiting } = socket.conn as unknown as { writeBuffer: { data?: unknown }[] };
  return waiting.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0);
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
