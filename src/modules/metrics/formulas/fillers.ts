import { FILLER_WORDS } from './word-lists';
import { spokenWords } from './words';

interface Entry {
  words: string[];
  notAfter: ReadonlySet<string>;
}

const byFirstWord = new Map<string, Entry[]>();
for (const { words, notAfter = [] } of FILLER_WORDS) {
  const entry = { words: words.split(' '), notAfter: new Set(notAfter) };
  const first = entry.words[0] as string;
  byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), entry]);
}

/** Finds every text that has a filler, and few others: most have none, and need not be cut into words. */
const MAY_FILL = new RegExp(
  `(?:^|[^a-z0-9])(?:${FILLER_WORDS.map(({ words }) => words.replaceAll(' ', '[^a-z0-9]+')).join('|')})(?![a-z0-9])`,
  'iu',
);

/** How many fillers a text has, "you know" being one; those after a word that gives them a meaning are none. */
export function countFillers(text: string): number {
  if (!MAY_FILL.test(text)) return 0;
  const words = spokenWords(text);
  let fillers = 0;
  for (let i = 0; i < words.length;) {
    const length = fillerAt(words, i);
    if (length > 0) fillers += 1;
    i += Math.max(length, 1);
  }
  return fillers;
}

/** How many words the filler has that begins there; 0: none does. */
function fillerAt(words: string[], at: number): number {
  const entries = byFirstWord.get(words[at] as string);
  if (entries === undefined) return 0;
  for (const { words: filler, notAfter } of entries) {
    if (filler.every((word, i) => words[at + i] === word) && !(at > 0 && notAfter.has(words[at - 1] as string)))
      return filler.length;
  }
  return 0;
}
