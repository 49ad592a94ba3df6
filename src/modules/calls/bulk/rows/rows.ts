import { AppError } from '../../../../core/errors/app-error';
import { CoreErrors } from '../../../../core/errors/core-errors';

/** Most bytes of one call in a bulk file. */
export const MAX_ROW_BYTES = 5_000_000;

/** Where a reader of a bulk file is: after this row. */
export interface RowPosition {
  /** Of NDJSON the line, of JSON which element of the array, from 1; 0 at the beginning. */
  line: number;
  /** Bytes up to there. */
  offset: number;
}

/** Called for each row; `begin` and `end` are bytes from the start of the file, `next` is where to go on after it. */
export type RowSink = (line: number, begin: number, end: number, next: number) => void;

/**
 * Finds the rows of a file that is given piece by piece, and keeps nothing of it. `scan` and `end` throw an AppError that
 * names the line of the file. What a row holds is not looked at, but for where it ends.
 */
export interface RowScanner {
  scan(chunk: Buffer, found: RowSink): void;
  /** The file ends here. */
  end(found: RowSink): void;
  /** Where the row begins of which the end has not come; undefined between rows. */
  readonly openFrom: number | undefined;
}

export const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
export const LINE_FEED = 0x0a;

/** JSON's white space. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}

export function malformedAt(line: number, message: string): AppError {
  return CoreErrors.malformed.with(`Line ${line} ${message}.`, { errors: [{ field: `line ${line}`, message }] });
}

/** Throws request.too_large when a row is longer than rows may be. */
export function requireShort(bytes: number, line: number): void {
  if (bytes <= MAX_ROW_BYTES) return;
  const message = `begins a call of more than ${MAX_ROW_BYTES} bytes`;
  throw CoreErrors.tooLarge.with(`Line ${line} ${message}.`, { errors: [{ field: `line ${line}`, message }] });
}
