import { DocumentFault } from '../transcript-adapter';

const BYTE_ORDER_MARK = '\uFEFF';
/** Far beyond what the utterances of one call take. */
const MOST_LINES = 1_000_000;

/** One line of a text, numbered from 1. */
export interface Line {
  number: number;
  text: string;
}

/**
 * The lines of a text, whether they end with LF, CR LF or CR; one at a time, since there may be many. Throws
 * DocumentFault beyond a million.
 */
export function* linesOf(document: string): Generator<Line> {
  const text = withoutByteOrderMark(document);
  let number = 1;
  let from = 0;
  let feed = next(text, '\n', 0);
  let carriage = next(text, '\r', 0);
  for (let to = Math.min(feed, carriage); to < text.length; to = Math.min(feed, carriage)) {
    yield { number, text: text.slice(from, to) };
    number += 1;
    if (number > MOST_LINES)
      throw new DocumentFault(`line ${number}`, `is one more than the ${MOST_LINES} that are read`);
    from = to === carriage && feed === to + 1 ? to + 2 : to + 1;
    // Each is looked for only once it was passed: a text without the one is not searched for it at every other.
    if (feed < from) feed = next(text, '\n', from);
    if (carriage < from) carriage = next(text, '\r', from);
  }
  if (from < text.length) yield { number, text: text.slice(from) };
}

function next(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at === -1 ? text.length : at;
}

export function withoutByteOrderMark(document: string): string {
  return document.startsWith(BYTE_ORDER_MARK) ? document.slice(1) : document;
}

/** The first lines that are not empty, among the first 1,000 characters: enough to tell a format by. */
export function firstLines(document: string, count: number): string[] {
  return withoutByteOrderMark(document.slice(0, 1_000))
    .split(/[\r\n]/)
    .map(trimBlanks)
    .filter((line) => line !== '')
    .slice(0, count);
}

/** Without spaces, tabs and form feeds at both ends. Not trim(), which also takes characters that were said to be there. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0c;
}
