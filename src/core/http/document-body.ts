import { isUtf8 } from 'node:buffer';
import { CoreErrors } from '../errors/core-errors';
import { invalid } from '../errors/field-errors';
import { BodyType } from './body-type';
import { parseJsonBody } from './json-body';
import { lineOf } from './line-count';

/** A document of somebody else's shape, as a route marked `@FreeDocument` gets it. */
export interface ReceivedDocument {
  /**
   * A parsed object or array when it came as JSON, else its text without a byte order mark. It is made when it is first
   * asked for, so that whoever has to wait holds no more than the bytes. Throws an AppError that tells what is wrong and
   * where, and never quotes the document.
   */
  readonly content: object | string;
  /** The bytes as they were sent, after decompression. */
  readonly bytes: Buffer;
  /** As sent, in lower case and without parameters: one of those that the route accepts. */
  readonly mediaType: string;
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

export function receiveDocument(bytes: Buffer, type: BodyType): ReceivedDocument {
  return new LazyDocument(bytes, type);
}

class LazyDocument implements ReceivedDocument {
  private parsed?: object | string;

  constructor(
    readonly bytes: Buffer,
    private readonly type: BodyType,
  ) {}

  get mediaType(): string {
    return this.type.mediaType;
  }

  get content(): object | string {
    return (this.parsed ??= parseDocument(this.bytes, this.type));
  }
}

function parseDocument(bytes: Buffer, { kind }: BodyType): object | string {
  const hasMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const plain = hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  return kind === 'text' ? parseText(plain) : parseJsonBody(plain, true);
}

/** Valid UTF-8 holds no half of a surrogate pair, so that a NUL is all that cannot be stored. */
function parseText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw CoreErrors.malformed.with('The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  const at = text.indexOf('\0');
  if (at >= 0) {
    throw invalid([{ field: `line ${lineOf(text, at)}`, message: 'must not contain the NUL character' }]);
  }
  return text;
}
