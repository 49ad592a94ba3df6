import { createHash } from 'node:crypto';
import { CoreErrors } from '../errors/core-errors';
import { isUuid } from './ids';

/** Where a page begins: after a row (keyset) or at a row number. */
export interface PageRequest {
  /** 1 to 200. */
  limit: number;
  cursor?: string;
  /** 0 to 10,000; not together with a cursor. */
  offset?: number;
}

export interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
  totalIsCapped: boolean;
}

/** Totals are exact up to here and capped beyond, so that no list ever counts a table. */
export const TOTAL_CAP = 10_000;

/** Values of the sort keys of the last row of a page. */
export type CursorKey = (string | number | null)[];

/**
 * Opaque cursors of one list. They carry a digest of the list's name and filters, so that a cursor of another list or of
 * another filter is refused instead of silently answering a wrong page.
 */
export class CursorCodec {
  private readonly digest: string;

  /** @param filters whatever decides which items are listed in which order, always with its members in the same order */
  constructor(list: string, filters: unknown) {
    this.digest = createHash('sha256')
      .update(JSON.stringify([list, filters]))
      .digest('base64url')
      .slice(0, 12);
  }

  encode(key: CursorKey): string {
    return Buffer.from(JSON.stringify([this.digest, ...key])).toString('base64url');
  }

  /** @param parts what each sort key must look like. Throws paging.bad_cursor unless this codec made the cursor. */
  decode(cursor: string, parts: CursorPart[]): CursorKey {
    const [digest, ...key] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
    const valid =
      digest === this.digest && key.length === parts.length && parts.every((part, i) => looksLike[part](key[i]));
    if (!valid) throw CoreErrors.badCursor.with('Use the nextCursor of the same list with the same filters.');
    return key as CursorKey;
  }
}

/** Kinds of sort keys; each is checked, since a cursor comes back from outside. */
export type CursorPart = keyof typeof looksLike;

const isCursorInstant = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]{8,12}Z$/.test(value) && !Number.isNaN(Date.parse(value));

const looksLike = {
  uuid: isUuid,
  instant: isCursorInstant,
  optionalInstant: (value: unknown) => value === null || isCursorInstant(value),
  text: (value: unknown) => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
  /** What a four-byte column holds, or null. */
  integer: (value: unknown) => value === null || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31),
  number: (value: unknown) => value === null || (typeof value === 'number' && Number.isFinite(value)),
};

/** Cuts a result fetched with `limit + 1` rows into a page. */
export function toPage<Row, T>(
  rows: Row[],
  total: number,
  limit: number,
  make: { item: (row: Row) => T; cursor: (row: Row) => string },
): PageOf<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(make.item),
    nextCursor: rows.length > limit && last !== undefined ? make.cursor(last) : null,
    total: Math.min(total, TOTAL_CAP),
    totalIsCapped: total > TOTAL_CAP,
  };
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
