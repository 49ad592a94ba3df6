import { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { AppError } from '../errors/app-error';
import { brokenBody, cutOffBody, DISCARDED_BYTES, inflaterFor, tooLargeBody } from './body-reader';
import { letKeepItsOwnPace } from './own-pace';
import { Pace, PaceLimits } from './pace';

export interface StreamRule {
  /** Most bytes, after decompression. */
  limit: number;
  pace: PaceLimits;
}

const INFLATED_CHUNK = 64 * 1024;
const DISCARDING_MS = 10_000;

/** At least 10 kB a second, on average over half a minute. */
export const STEADY_PACE: PaceLimits = { windowMs: 30_000, bytes: 300_000 };

/**
 * A body that is worked on while it comes, however long that takes: no faster than it is read, no slower than its pace
 * allows, and never more of it in memory than a few pieces. Read it once.
 */
export class StreamedBody {
  private reading?: Promise<void>;
  private isLate = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly rule: StreamRule,
  ) {}

  /** The bytes after decompression. Throws request.too_large, request.malformed, request.timeout, request.unsupported_media. */
  async *chunks(): AsyncGenerator<Buffer> {
    const { request, rule } = this;
    const inflater = inflaterFor(request.headers['content-encoding'], { chunkSize: INFLATED_CHUNK });
    if (Number(request.headers['content-length'] ?? 0) > rule.limit) throw tooLargeBody(rule.limit);
    letKeepItsOwnPace(request);
    const plain = inflater === undefined ? this.wire() : pipeline(this.wire(), inflater, () => undefined);
    let size = 0;
    try {
      for await (const chunk of plain as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > rule.limit) throw tooLargeBody(rule.limit);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof AppError ? error : brokenBody();
    }
  }

  /** Reads and drops some of what still comes of a body that is refused, so that its sender hears the refusal. */
  async abandon(): Promise<void> {
    const { request } = this;
    await this.reading;
    if (this.isLate || request.destroyed || request.readableEnded) return;
    await discard(request);
  }

  private async *wire(): AsyncGenerator<Buffer> {
    let finish = (): void => undefined;
    this.reading = new Promise((resolve) => (finish = resolve));
    const pace = new Pace(this.rule.pace);
    const pieces = this.request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer, undefined>;
    try {
      for (;;) {
        const piece: IteratorResult<Buffer, undefined> = await pace.waitFor(pieces.next());
        if (piece.done) break;
        pace.count(piece.value.length);
        yield piece.value;
      }
      if (!this.request.complete) throw cutOffBody();
    } catch (error) {
      this.isLate = error instanceof AppError;
      throw error instanceof AppError ? error : cutOffBody();
    } finally {
      // Of a late one the next piece is still awaited: it would wait along.
      if (!this.isLate) await pieces.return?.();
      finish();
    }
  }
}

function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let dropped = 0;
    const end = (): void => {
      clearTimeout(timer);
      request.off('data', drop).off('end', end).off('close', end).pause();
      resolve();
    };
    const drop = (chunk: Buffer): void => {
      dropped += chunk.length;
      if (dropped > DISCARDED_BYTES) end();
    };
    const timer = setTimeout(end, DISCARDING_MS);
    request.on('error', () => undefined);
    // The iterator lets go of the stream in a later turn.
    setImmediate(() => request.on('data', drop).on('end', end).on('close', end).resume());
  });
}
