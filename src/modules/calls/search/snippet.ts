import { DISGUISES, MARK_END, MARK_START } from './terms.query';

/** Most characters of a snippet, without marks. */
export const SNIPPET_LENGTH = 200;
/** How much of the text before the first hit is shown. */
const BEFORE_HIT = 60;

/** Offsets into a text, in UTF-16 code units; the end is exclusive. */
export interface TextRange {
  start: number;
  end: number;
}

/** Takes the highlighter's marks out of a text. */
export function readMarks(marked: string): { text: string; hits: TextRange[] } {
  const hits: TextRange[] = [];
  let text = '';
  let start = 0;
  for (const character of marked) {
    if (character === MARK_START) start = text.length;
    else if (character === MARK_END) hits.push({ start, end: text.length });
    else text += DISGUISES[character] ?? character;
  }
  return { text, hits };
}

/**
 * A piece of the text around its first hit, as HTML: hits within `<mark>`, everything else escaped, an ellipsis where
 * something was left out.
 */
export function toSnippet(text: string, hits: TextRange[]): string {
  const from = wholeCharacter(
    text,
    text.length <= SNIPPET_LENGTH ? 0 : Math.max(0, (hits[0]?.start ?? 0) - BEFORE_HIT),
  );
  const to = wholeCharacter(text, Math.min(text.length, from + SNIPPET_LENGTH));
  const shown = hits.filter(({ start, end }) => start < to && end > from);
  let [html, at] = [from > 0 ? '…' : '', from];
  for (const { start, end } of shown) {
    const [begin, finish] = [Math.max(start, from), Math.min(end, to)];
    html += `${escaped(text.slice(at, begin))}<mark>${escaped(text.slice(begin, finish))}</mark>`;
    at = finish;
  }
  return html + escaped(text.slice(at, to)) + (to < text.length ? '…' : '');
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
