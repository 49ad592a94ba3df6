import { IncomingMessage } from 'node:http';
import { AppError } from '../../../core/errors/app-error';
import { CoreErrors } from '../../../core/errors/core-errors';
import { bodyType } from '../../../core/http/body-type';
import { StreamedBody, StreamRule } from '../../../core/http/streamed-body';
import { MAX_BULK_ROWS } from '../limits';
import { BulkFormat } from './bulk-ingest.dto';
import { rowScanner } from './rows/split-rows';

/** Content types of NDJSON, which has no registered one. */
export const NDJSON_TYPES = ['application/x-ndjson', 'application/jsonl', 'application/ndjson'] as const;

/** A bulk file while it is sent: what comes is checked for its structure and passed on, and its rows are counted. */
export class BulkUpload {
  readonly format: BulkFormat;
  rows = 0;
  private readonly body: StreamedBody;

  /** Throws request.unsupported_media, and request.malformed without a body. */
  constructor(request: IncomingMessage, rule: StreamRule) {
    const document = { jsonTypes: [], textTypes: NDJSON_TYPES };
    const { kind } = bodyType(request.headers['content-type'], { limit: rule.limit, optional: false, document });
    this.format = kind === 'json' ? 'json' : 'ndjson';
    if (!announcesBody(request)) throw noCalls();
    this.body = new StreamedBody(request, rule);
  }

  /** The file. Throws request.malformed, request.too_deep, request.too_large, naming the line. */
  async *content(): AsyncGenerator<Buffer> {
    const scanner = rowScanner(this.format);
    const count = (): void => {
      this.rows += 1;
      if (this.rows > MAX_BULK_ROWS) throw tooMany();
    };
    for await (const chunk of this.body.chunks()) {
      scanner.scan(chunk, count);
      yield chunk;
    }
    scanner.end(count);
    if (this.rows === 0) throw noCalls();
  }

  /** To be called when it is refused while it comes. */
  async abandon(): Promise<void> {
    await this.body.abandon();
  }
}

function tooMany(): AppError {
  return CoreErrors.tooLarge.with(`A bulk file holds at most ${MAX_BULK_ROWS} calls: send several files.`);
}

function noCalls(): AppError {
  return CoreErrors.malformed.with('There is no call in the body.');
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
