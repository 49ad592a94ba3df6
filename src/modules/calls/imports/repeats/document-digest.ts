import { createHash, Hash } from 'node:crypto';
import { withoutByteOrderMark } from '../reading/text-lines';

const PIECE = 65_536;

/** The externalId of a call whose document tells none; a text has the same however its lines end. */
export function documentDigest(document: unknown): string {
  const hash = createHash('sha256');
  if (typeof document === 'string') addText(hash, withoutByteOrderMark(document));
  else hash.update(JSON.stringify(document));
  return `sha256:${hash.digest('hex').slice(0, 32)}`;
}

/** In pieces, since a text of line ends alone would fill the memory; as UTF-16, which no piece cuts a character of. */
function addText(hash: Hash, text: string): void {
  let from = 0;
  while (from < text.length) {
    const cutsPair = text[from + PIECE - 1] === '\r' && text[from + PIECE] === '\n';
    const to = from + PIECE + (cutsPair ? 1 : 0);
    hash.update(text.slice(from, to).replace(/\r\n?/g, '\n'), 'utf16le');
    from = to;
  }
}
