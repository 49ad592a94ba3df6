import { JSON_LIMITS } from '../../../../core/http/json-scan';
import { CoreErrors } from '../../../../core/errors/core-errors';
import {
  BYTE_ORDER_MARK,
  isSpace,
  LINE_FEED,
  malformedAt,
  requireShort,
  RowPosition,
  RowScanner,
  RowSink,
} from './rows';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What may come outside of the elements, as the end of the sentence "Line 3 ...". */
const expected = {
  array: 'begins no JSON array; send one array of calls, or one call per line as application/x-ndjson',
  first: 'must go on with a call, which is a JSON object, or with the end of the array',
  separator: 'must go on with a comma or the end of the array',
  next: 'must go on with a call, which is a JSON object',
  nothing: 'holds something behind the end of the array',
} as const;

type Outside = keyof typeof expected;
type Place = Outside | 'element';

/** What each byte leads to. */
const following: Record<Outside, Partial<Record<number, Place>>> = {
  array: { [OPEN_LIST]: 'first' },
  first: { [OPEN_OBJECT]: 'element', [CLOSE_LIST]: 'nothing' },
  separator: { [COMMA]: 'next', [CLOSE_LIST]: 'nothing' },
  next: { [OPEN_OBJECT]: 'element' },
  nothing: {},
};

/**
 * Rows of JSON: the objects of one array. Within them only strings and brackets are followed, so that whatever else is
 * wrong in one is the matter of that row.
 */
export class JsonRows implements RowScanner {
  private place: Place;
  private offset: number;
  private element: number;
  private elementFrom = 0;
  private readonly closers = new Uint8Array(JSON_LIMITS.depth + 1);
  private depth = 0;
  private inString = false;
  private escaped = false;
  private mark = 0;
  /** Of the file, up to the next line feed of the piece at hand. */
  private line = 1;
  private nextFeed = 0;
  private elementLine = 1;

  constructor({ line, offset }: RowPosition) {
    this.element = line;
    this.offset = offset;
    this.place = line === 0 ? 'array' : 'separator';
  }

  get openFrom(): number | undefined {
    return this.place === 'element' ? this.elementFrom : undefined;
  }

  scan(chunk: Buffer, found: RowSink): void {
    this.nextFeed = feedFrom(chunk, 0);
    let at = 0;
    while (at < chunk.length) at = this.place === 'element' ? this.inside(chunk, at, found) : this.outside(chunk, at);
    this.lineAt(chunk, chunk.length);
    this.offset += chunk.length;
    if (this.place === 'element') requireShort(this.offset - this.elementFrom, this.elementLine);
  }

  end(): void {
    if (this.place === 'nothing') return;
    if (this.place === 'array') throw malformedAt(this.line, expected.array);
    const open = this.place === 'element' ? `; the last call begins in line ${this.elementLine}` : '';
    throw malformedAt(this.line, `is the last, and the array does not end${open}`);
  }

  /** One byte between the elements, or the white space that is there. Answers where to go on. */
  private outside(chunk: Buffer, at: number): number {
    const byte = chunk[at] as number;
    if (isSpace(byte) && !this.isWithinMark) return at + 1;
    const next = this.after(byte, this.offset + at);
    if (next === undefined) throw malformedAt(this.lineAt(chunk, at), expected[this.place as Outside]);
    if (next === 'element') this.open(this.offset + at, this.lineAt(chunk, at));
    this.place = next;
    return at + 1;
  }

  private after(byte: number, position: number): Place | undefined {
    if (this.place === 'array' && position === this.mark && byte === BYTE_ORDER_MARK[this.mark]) {
      this.mark += 1;
      return 'array';
    }
    return this.isWithinMark ? undefined : following[this.place as Outside][byte];
  }

  private get isWithinMark(): boolean {
    return this.mark > 0 && this.mark < BYTE_ORDER_MARK.length;
  }

  private open(from: number, line: number): void {
    this.element += 1;
    this.elementFrom = from;
    this.elementLine = line;
    this.closers[0] = CLOSE_OBJECT;
    this.depth = 1;
  }

  /** Follows the element to its end or that of the piece. Answers where to go on. */
  private inside(chunk: Buffer, from: number, found: RowSink): number {
    let at = from;
    while (at < chunk.length) {
      if (this.inString) {
        at = this.skipString(chunk, at);
        continue;
      }
      const byte = chunk[at] as number;
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.deepen(byte, chunk, at);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.shut(byte, chunk, at);
        if (this.depth === 0) return this.finish(at + 1, found);
      }
      at += 1;
    }
    return at;
  }

  private skipString(chunk: Buffer, from: number): number {
    let at = from;
    if (this.escaped) {
      this.escaped = false;
      at += 1;
    }
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.inString = false;
        return at + 1;
      }
      if (byte === BACKSLASH && ++at === chunk.length) this.escaped = true;
    }
    return chunk.length;
  }

  private deepen(byte: number, chunk: Buffer, at: number): void {
    if (this.depth === JSON_LIMITS.depth) {
      const line = this.lineAt(chunk, at);
      const message = `is nested more than ${JSON_LIMITS.depth} levels deep`;
      throw CoreErrors.tooDeep.with(`Line ${line} ${message}.`, { errors: [{ field: `line ${line}`, message }] });
    }
    this.closers[this.depth] = byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST;
    this.depth += 1;
  }

  private shut(byte: number, chunk: Buffer, at: number): void {
    this.depth -= 1;
    if (this.closers[this.depth] === byte) return;
    const message = `closes with ${String.fromCharCode(byte)} what was not opened so`;
    throw malformedAt(this.lineAt(chunk, at), `${message}, in the call that begins in line ${this.elementLine}`);
  }

  private finish(next: number, found: RowSink): number {
    const end = this.offset + next;
    requireShort(end - this.elementFrom, this.elementLine);
    found(this.element, this.elementFrom, end, end);
    this.place = 'separator';
    return next;
  }

  /** The line of the file in which that byte of the piece lies; asked in order, so that each byte is counted once. */
  private lineAt(chunk: Buffer, at: number): number {
    while (this.nextFeed < at) {
      this.line += 1;
      this.nextFeed = feedFrom(chunk, this.nextFeed + 1);
    }
    return this.line;
  }
}

function feedFrom(chunk: Buffer, at: number): number {
  const feed = chunk.indexOf(LINE_FEED, at);
  return feed < 0 ? Infinity : feed;
}
