import { ABBREVIATIONS } from './word-lists';
import { isBlank, spokenWords } from './words';

export interface Sentence {
  text: string;
  /** `none`: the text ends without a mark. */
  mark: 'question' | 'other' | 'none';
}

const MARKS = '.?!…';
const CLOSING = '"\'”’)]';
const abbreviations = new Set(ABBREVIATIONS);

/** Whether any sentence of the text ends on a question mark or on no mark; false of most, without cutting them. */
export function mayAsk(text: string): boolean {
  if (text.includes('?')) return true;
  const last = text.length - 1;
  return !MARKS.includes(text.charAt(last)) || (text.charAt(last) === '.' && abbreviates(text, last));
}

/** Cuts a text at marks that a blank or the end follows, each character looked at once. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (let i = 0; i < text.length;) {
    if (!isMark(text.charCodeAt(i))) {
      i += 1;
      continue;
    }
    const first = i;
    i = skip(text, i, MARKS);
    const marks = text.slice(first, i);
    i = skip(text, i, CLOSING);
    if (i < text.length && !isBlank(text.charCodeAt(i))) continue;
    if (marks === '.' && abbreviates(text, first)) continue;
    sentences.push({ text: text.slice(start, first), mark: marks.includes('?') ? 'question' : 'other' });
    start = i;
  }
  if (start < text.length) sentences.push({ text: text.slice(start), mark: 'none' });
  return sentences;
}

function isMark(code: number): boolean {
  return code === 46 || code === 63 || code === 33 || code === 0x2026;
}

function skip(text: string, from: number, characters: string): number {
  let i = from;
  while (i < text.length && characters.includes(text.charAt(i))) i += 1;
  return i;
}

/** Whether the full stop belongs to a single letter ("P. O. Box") or to "Dr." and the like. */
function abbreviates(text: string, stop: number): boolean {
  let start = stop;
  while (start > 0 && stop - start < 6 && !isBlank(text.charCodeAt(start - 1))) start -= 1;
  const word = spokenWords(text.slice(start, stop))[0] ?? '';
  return (word.length === 1 && word !== 'i' && /[a-z]/.test(word)) || abbreviations.has(word);
}
