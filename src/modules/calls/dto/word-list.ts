import { isStorableText } from '../../../core/http/fields';
import { PlainList } from '../../../core/http/plain-list';
import { MAX_CALL_MS, MAX_WORD_LENGTH, MAX_WORDS } from '../limits';

const MAX_NAME = 100;
const FIELDS = ['text', 'startMs', 'endMs', 'confidence'];
const WHOLE_MS = `must be a whole number from 0 to ${MAX_CALL_MS}`;

/** Timed words; a delivery may bring 50,000 of them. WordDto describes one. */
export function IsWordList(): PropertyDecorator {
  return PlainList(MAX_WORDS, wordListFault);
}

/** What is wrong with the first wrong word, naming it by its index; undefined when nothing is. */
export function wordListFault(words: readonly unknown[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const fault = wordFault(word);
    if (fault !== undefined) return `entry ${index}: ${fault}`;
  }
  return undefined;
}

function wordFault(word: unknown): string | undefined {
  if (typeof word !== 'object' || word === null || Array.isArray(word)) return 'must be an object';
  for (const name of Object.keys(word)) {
    if (!FIELDS.includes(name)) return `${name.slice(0, MAX_NAME)} is not a known field`;
  }
  const { text, startMs, endMs, confidence } = word as Record<string, unknown>;
  if (!isStorableText(text) || text.length < 1 || text.length > MAX_WORD_LENGTH) {
    return `text must be 1 to ${MAX_WORD_LENGTH} characters without NUL and unpaired surrogates`;
  }
  if (!isTime(startMs)) return `startMs ${WHOLE_MS}`;
  if (!isTime(endMs)) return `endMs ${WHOLE_MS}`;
  if (endMs < startMs) return 'endMs must not lie before startMs';
  return isShare(confidence ?? 0) ? undefined : 'confidence must be a number from 0 to 1';
}

function isTime(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_CALL_MS;
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
