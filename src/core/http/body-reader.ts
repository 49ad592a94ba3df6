import { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';
import { HttpErrors } from './http-errors';

/** What is still read and dropped of a body that is refused, so that the client hears the answer instead of a reset connection. */
export const DISCARDED_BYTES = 25_000_000;

/**
 * Reads a whole body of at most `limit` bytes, counted after decompression. Rejects with an AppError; never waits longer
 * than the deadline and never keeps more than the limit in memory.
 */
export function readBody(request: IncomingMessage, limit: number, deadlineMs: number): Promise<Buffer> {
  const inflater = inflaterFor(request.headers['content-encoding']);
  if (request.destroyed) return Promise.reject(cutOffBody());
  return new Promise((resolve, reject) =>
    new BodyReading(request, inflater, limit, { resolve, reject }).run(deadlineMs),
  );
}

class BodyReading {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private received = 0;
  private refusal?: Error;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly request: IncomingMessage,
    private readonly inflater: Transform | undefined,
    private readonly limit: number,
    private readonly settle: { resolve: (body: Buffer) => void; reject: (error: Error) => void },
  ) {}

  run(deadlineMs: number): void {
    this.timer = setTimeout(() => this.fail(this.refusal ?? late()), deadlineMs);
    const declared = Number(this.request.headers['content-length'] ?? 0);
    if (declared > this.limit + DISCARDED_BYTES) return this.fail(tooLargeBody(this.limit));
    this.request.on('data', this.receive).on('end', this.arrived).on('close', this.closed).on('error', this.closed);
    this.inflater
      ?.on('data', this.keep)
      .on('end', this.finish)
      .on('error', () => this.refuse(brokenBody()));
  }

  private readonly receive = (chunk: Buffer): void => {
    this.received += chunk.length;
    if (this.refusal) {
      if (this.received > this.limit + DISCARDED_BYTES) this.fail(this.refusal);
      return;
    }
    if (this.inflater) this.feed(this.inflater, chunk);
    else this.keep(chunk);
  };

  private feed(inflater: Transform, chunk: Buffer): void {
    if (inflater.write(chunk)) return;
    this.request.pause();
    inflater.once('drain', () => this.request.resume());
  }

  private readonly keep = (chunk: Buffer): void => {
    if (this.refusal) return;
    this.size += chunk.length;
    if (this.size <= this.limit) this.chunks.push(chunk);
    else this.refuse(tooLargeBody(this.limit));
  };

  private refuse(refusal: Error): void {
    this.refusal = refusal;
    this.chunks.length = 0;
    this.inflater?.destroy();
    if (this.request.readableEnded) this.fail(refusal);
    else this.request.resume();
  }

  private readonly arrived = (): void => {
    if (this.refusal) this.fail(this.refusal);
    else if (this.inflater) this.inflater.end();
    else this.finish();
  };

  private readonly finish = (): void => {
    this.release();
    this.settle.resolve(this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks, this.size));
  };

  private readonly closed = (): void => {
    if (!this.request.complete) this.fail(cutOffBody());
  };

  private fail(error: Error): void {
    this.release();
    this.inflater?.destroy();
    this.settle.reject(error);
  }

  private release(): void {
    clearTimeout(this.timer);
    const { request } = this;
    request.off('data', this.receive).off('end', this.arrived).off('close', this.closed).off('error', this.closed);
    // Without a listener an aborted request would raise its error for the whole process.
    request.on('error', () => undefined);
  }
}

/** Undefined for a body that is sent as it is. Throws request.unsupported_media. */
export function inflaterFor(encoding: string | undefined, options?: { chunkSize: number }): Transform | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip(options);
    case 'deflate':
      return createInflate(options);
    case 'br':
      return createBrotliDecompress(options);
    default:
      throw CoreErrors.unsupportedMedia.with('Content-Encoding must be identity, gzip, deflate or br.');
  }
}

export function tooLargeBody(limit: number): AppError {
  return CoreErrors.tooLarge.with(`At most ${limit} bytes are accepted here, counted after decompression.`);
}

export function cutOffBody(): AppError {
  return CoreErrors.malformed.with('The connection closed before the body had arrived.');
}

export function brokenBody(): AppError {
  return CoreErrors.malformed.with('The compressed body cannot be decompressed.');
}

const late = () => HttpErrors.timeout.with();
