import { BulkFormat } from '../bulk-ingest.dto';
import { JsonRows } from './json-rows';
import { LineRows } from './line-rows';
import { RowPosition, RowScanner } from './rows';

/** One call of a bulk file as it was sent: whether it is JSON, or even UTF-8, nobody has looked. */
export interface BulkRow {
  /** Of NDJSON the line, of JSON which element of the array, from 1. */
  line: number;
  bytes: Buffer;
  /** Where to go on after this row: with its line, a `RowPosition`. */
  offset: number;
}

export const BEGINNING: RowPosition = { line: 0, offset: 0 };

export function rowScanner(format: BulkFormat, after: RowPosition = BEGINNING): RowScanner {
  return format === 'json' ? new JsonRows(after) : new LineRows(after);
}

/**
 * The rows of a bulk file, in order, however it comes in pieces. It keeps one row at most besides the piece at hand. The
 * bytes of a row may be shared with that piece: whoever keeps a row for long should copy them.
 * @param source the file from `after.offset` on
 * @param after the row after which to begin; the whole file when left out
 */
export async function* splitRows(
  source: AsyncIterable<Buffer>,
  format: BulkFormat,
  after: RowPosition = BEGINNING,
): AsyncGenerator<BulkRow> {
  const scanner = rowScanner(format, after);
  const pieces = new Pieces(after.offset);
  let rows: BulkRow[] = [];
  const found = (line: number, begin: number, end: number, next: number): void => {
    rows.push({ line, bytes: pieces.slice(begin, end), offset: next });
  };
  for await (const chunk of source) {
    pieces.add(chunk);
    scanner.scan(chunk, found);
    yield* rows;
    rows = [];
    pieces.forgetBefore(scanner.openFrom);
  }
  scanner.end(found);
  yield* rows;
}

/** The last bytes of a stream, found by where they stand in it. */
class Pieces {
  private chunks: Buffer[] = [];
  private from: number;
  private to: number;

  constructor(offset: number) {
    this.from = offset;
    this.to = offset;
  }

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.to += chunk.length;
  }

  slice(begin: number, end: number): Buffer {
    const last = this.chunks.at(-1) ?? Buffer.alloc(0);
    const lastFrom = this.to - last.length;
    if (begin >= lastFrom) return last.subarray(begin - lastFrom, end - lastFrom);
    const tail = last.subarray(0, Math.max(0, end - lastFrom));
    return Buffer.concat([...this.before(begin), tail]);
  }

  /** Undefined: all of it. */
  forgetBefore(open: number | undefined): void {
    if (open === undefined) this.chunks = [];
    else if (open > this.from) this.chunks = [this.slice(open, this.to)];
    else return;
    this.from = open ?? this.to;
  }

  /** Of a row that began in an earlier piece, which was then cut to begin with it. */
  private before(begin: number): Buffer[] {
    return this.chunks.slice(0, -1).map((chunk, index) => (index === 0 ? chunk.subarray(begin - this.from) : chunk));
  }
}
