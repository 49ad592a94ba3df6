import { CharacterClass, classOf } from './characters';
import { Role } from './lexicon-entry';
import { Hit } from './rules';
import { Token } from './tokenizer';

export const MAX_KEYWORDS = 8;
const MIN_LENGTH = 4;
/** A plain content word weighs this per character, so that any word with feeling outweighs it and long ones lead. */
const WEIGHT_PER_CHARACTER = 0.01;
/** Only the head of a very long text is searched for topics. */
const MAX_TOKENS = 400;

/**
 * What an utterance is about, heaviest first: its sentiment words by the size of their contribution, then its content
 * words by length. At most 8, lower case, no repetition.
 */
export function keywordsOf(tokens: Token[], hits: Hit[]): string[] {
  const words: string[] = [];
  const weights: number[] = [];
  const heaviest = hits.length > MAX_TOKENS ? hits.slice(0, MAX_TOKENS) : hits;
  for (const hit of heaviest) {
    const isCourtesy = ((tokens[hit.index]?.entry?.roles ?? 0) & Role.Courtesy) !== 0;
    const isSpelt = classOf(hit.word.charCodeAt(0)) === CharacterClass.Word;
    if (isSpelt && !isCourtesy) insert(words, weights, hit.word, Math.abs(hit.valence) + 1);
  }
  const limit = Math.min(tokens.length, MAX_TOKENS);
  for (let i = 0; i < limit; i++) {
    const { word, entry } = tokens[i] as Token;
    if (word.length < MIN_LENGTH || (entry && (entry.valence !== 0 || entry.roles !== 0))) continue;
    const first = word.charCodeAt(0);
    if (first >= 97) insert(words, weights, word, word.length * WEIGHT_PER_CHARACTER);
  }
  return words;
}

/** Keeps two parallel lists sorted by falling weight and at most eight long; equal weights keep their order. */
function insert(words: string[], weights: number[], word: string, weight: number): void {
  if (words.length === MAX_KEYWORDS && weight <= (weights[MAX_KEYWORDS - 1] as number)) return;
  if (words.includes(word)) return;
  let place = Math.min(words.length, MAX_KEYWORDS - 1);
  for (; place > 0 && (weights[place - 1] as number) < weight; place--) {
    words[place] = words[place - 1] as string;
    weights[place] = weights[place - 1] as number;
  }
  words[place] = word;
  weights[place] = weight;
}
