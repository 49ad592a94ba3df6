import { AppError } from '../../../core/errors/app-error';
import { invalid } from '../../../core/errors/field-errors';

/** What a search asks for or rules out. */
export interface Clause {
  kind: 'words' | 'prefix';
  /** As it was written, without quotes and signs; several words must follow each other. */
  text: string;
  excluded: boolean;
}

/** Most parts of one search. */
export const MAX_CLAUSES = 20;
/** Shortest prefix in characters: one letter begins a tenth of all words. */
export const MIN_PREFIX = 2;

const QUOTES = ['"', '“', '”', '„'];
const NOT_IN_WORDS = /[^\p{L}\p{N}\p{M}]+/u;

/**
 * Reads words, "phrases in quotes", prefixes such as `refun*`, and any of them behind a minus to rule it out. A quote that
 * is not closed reaches to the end. Throws request.invalid naming the field `q`.
 */
export function parseSearch(q: string): Clause[] {
  const clauses = parts(q).flatMap(toClauses);
  if (clauses.length > MAX_CLAUSES) throw refusal(`must have at most ${MAX_CLAUSES} words and phrases`);
  if (clauses.every(({ excluded }) => excluded)) throw nothingToFind();
  return clauses;
}

/** For a search whose words are all ignored. */
export function nothingToFind(): AppError {
  return refusal('must hold a word to look for, besides those that are too common to be looked for');
}

interface Part {
  text: string;
  quoted: boolean;
  excluded: boolean;
}

/** Cuts at spaces and quotes, in one pass. */
function parts(q: string): Part[] {
  const found: Part[] = [];
  let [text, quoted, excluded] = ['', false, false];
  const end = () => {
    found.push({ text, quoted, excluded });
    [text, quoted, excluded] = ['', false, false];
  };
  for (const character of q) {
    if (QUOTES.includes(character)) {
      const opens = !quoted;
      if (quoted || text !== '') end();
      quoted = opens;
    } else if (!quoted && /\s/u.test(character)) end();
    else if (!quoted && text === '' && character === '-') excluded = true;
    else text += character;
  }
  end();
  return found;
}

function toClauses({ text, quoted, excluded }: Part): Clause[] {
  const words = text.split(NOT_IN_WORDS).filter((word) => word !== '');
  if (words.length === 0) return [];
  if (quoted) return [{ kind: 'words', text, excluded }];
  const stem = withoutStars(text);
  if (stem.includes('*')) throw refusal('may have * only at the end of a word');
  if (stem === text) return [{ kind: 'words', text, excluded }];
  return toPrefix(words, excluded);
}

/** Of several words before a star, the last is the prefix. */
function toPrefix(words: string[], excluded: boolean): Clause[] {
  const prefix = words.at(-1) as string;
  if ([...prefix].length < MIN_PREFIX) throw refusal(`must have at least ${MIN_PREFIX} characters before *`);
  if (excluded && words.length > 1) throw refusal('may exclude by * a single word only');
  const whole = words.slice(0, -1).map((text): Clause => ({ kind: 'words', text, excluded }));
  return [...whole, { kind: 'prefix', text: prefix, excluded }];
}

function withoutStars(text: string): string {
  let end = text.length;
  while (text[end - 1] === '*') end -= 1;
  return text.slice(0, end);
}

function refusal(message: string): AppError {
  return invalid([{ field: 'q', message }]);
}
