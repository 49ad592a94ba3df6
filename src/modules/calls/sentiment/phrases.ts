import { PhraseNode } from './lexicon-entry';
import { Token } from './tokenizer';

/** Replaces each fixed phrase by one token, longest first. A phrase lies within one clause and has at most six words. */
export function joinPhrases(tokens: Token[]): Token[] {
  let joined: Token[] | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const length = token.entry?.phrases ? phraseLength(tokens, i, token.entry.phrases) : 0;
    if (length > 0) {
      joined ??= tokens.slice(0, i);
      joined.push(phraseToken(tokens, i, length));
      i += length - 1;
    } else joined?.push(token);
  }
  return joined ?? tokens;
}

function phraseLength(tokens: Token[], start: number, root: PhraseNode): number {
  const clause = tokens[start]?.clause;
  let longest = 0;
  let node: PhraseNode | undefined = root;
  for (let i = start + 1; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    node = token.clause === clause ? node.next.get(token.word) : undefined;
    if (!node) break;
    if (node.whole) longest = i - start + 1;
  }
  return longest;
}

function phraseToken(tokens: Token[], start: number, length: number): Token {
  const first = tokens[start] as Token;
  let node = first.entry?.phrases;
  let shouted = first.shouted;
  for (let i = start + 1; i < start + length; i++) {
    node = node?.next.get((tokens[i] as Token).word);
    shouted &&= (tokens[i] as Token).shouted;
  }
  const entry = node?.whole;
  return { word: entry?.word ?? first.word, entry, clause: first.clause, shouted, said: 1, drawnOut: false };
}
