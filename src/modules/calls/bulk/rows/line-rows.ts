import { BYTE_ORDER_MARK, isSpace, LINE_FEED, requireShort, RowPosition, RowScanner, RowSink } from './rows';

/** Rows of NDJSON: lines that are not blank. A line ends in LF; a CR before it is white space of the row. */
export class LineRows implements RowScanner {
  private line: number;
  private offset: number;
  private lineFrom: number;
  private hasContent = false;
  private mark = 0;

  constructor({ line, offset }: RowPosition) {
    this.line = line + 1;
    this.offset = offset;
    this.lineFrom = offset;
  }

  get openFrom(): number | undefined {
    return this.lineFrom < this.offset ? this.lineFrom : undefined;
  }

  scan(chunk: Buffer, found: RowSink): void {
    let at = this.offset === this.mark ? this.skipMark(chunk) : 0;
    while (at < chunk.length) {
      const feed = chunk.indexOf(LINE_FEED, at);
      const end = feed < 0 ? chunk.length : feed;
      this.hasContent ||= hasContent(chunk, at, end);
      if (feed < 0) break;
      this.close(this.offset + feed, this.offset + feed + 1, found);
      at = feed + 1;
    }
    this.offset += chunk.length;
    requireShort(this.offset - this.lineFrom, this.line);
  }

  end(found: RowSink): void {
    if (this.lineFrom < this.offset) this.close(this.offset, this.offset, found);
  }

  private close(end: number, next: number, found: RowSink): void {
    requireShort(end - this.lineFrom, this.line);
    if (this.hasContent) found(this.line, this.lineFrom, end, next);
    this.line += 1;
    this.lineFrom = next;
    this.hasContent = false;
  }

  /** How many of these bytes belong to the mark, which may come in pieces; half a mark is content. */
  private skipMark(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length && this.mark < BYTE_ORDER_MARK.length && chunk[at] === BYTE_ORDER_MARK[this.mark]) {
      this.mark += 1;
      at += 1;
    }
    const isWhole = this.mark === BYTE_ORDER_MARK.length;
    if (isWhole) this.lineFrom = this.offset + at;
    this.hasContent = !isWhole && this.mark > 0;
    return at;
  }
}

function hasContent(chunk: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isSpace(chunk[at] as number)) return true;
  return false;
}
