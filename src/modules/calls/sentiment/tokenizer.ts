import { CharacterClass, classOf } from './characters';
import { Lexicon } from './lexicon';
import { LexiconEntry, Role } from './lexicon-entry';
import { EMPTY_HASH, extendHash } from './word-index';

/** Longer runs are no words: they are neither looked up nor kept. */
export const MAX_WORD_LENGTH = 40;
const MAX_EMOTICON_LENGTH = 5;
const MAX_ANNOTATION_LENGTH = 24;

export interface Token {
  /** Lower case; empty for runs too long to be a word. */
  readonly word: string;
  readonly entry: LexiconEntry | undefined;
  /** Tokens of one clause share a number. */
  readonly clause: number;
  readonly shouted: boolean;
  /** Times this word was said in a row. */
  said: number;
  /** Drawn out in writing, as in "sooooo". */
  readonly drawnOut: boolean;
}

export interface Tokens {
  readonly list: Token[];
  readonly exclamations: number;
  readonly questions: number;
  /** Words read, fillers included; links and mentions are none. */
  readonly words: number;
  /** Their length together, in UTF-16 code units. */
  readonly characters: number;
  /** Those that begin with a digit. */
  readonly figures: number;
  /** True when some words are in capitals and others are not, so that capitals mean emphasis. */
  readonly capitalsMeanEmphasis: boolean;
}

/** Splits a text in one pass over its UTF-16 code units; time is linear in the length for any input. */
export function tokenize(text: string, lexicon: Lexicon): Tokens {
  const straight = text.includes('\u2019') ? text.replaceAll('\u2019', "'") : text;
  return new Scanner(straight, lexicon).run();
}

const APOSTROPHE = 39;
const HYPHEN = 45;

class Scanner {
  private readonly list: Token[] = [];
  private at = 0;
  private clause = 0;
  private exclamations = 0;
  private questions = 0;
  private capitalWords = 0;
  private words = 0;
  private characters = 0;
  private figures = 0;

  constructor(
    private readonly text: string,
    private readonly lexicon: Lexicon,
  ) {}

  run(): Tokens {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      const kind = classOf(code);
      if (kind === CharacterClass.Word) this.readWord();
      else if (kind === CharacterClass.Blank) this.at++;
      else this.readMark(code, kind);
    }
    return {
      list: this.list,
      exclamations: this.exclamations,
      questions: this.questions,
      words: this.words,
      characters: this.characters,
      figures: this.figures,
      capitalsMeanEmphasis: this.capitalWords > 0 && this.capitalWords < this.words,
    };
  }

  private readMark(code: number, kind: CharacterClass): void {
    if (kind === CharacterClass.Face && this.readEmoticon()) return;
    if (kind === CharacterClass.Symbol) return this.readEmoji();
    this.at++;
    if (code === 33) this.exclamations++;
    else if (code === 63) this.questions++;
    else if (code === 64) this.skipWhile(CharacterClass.Word);
    else if (code === 91) this.skipAnnotation();
    if (kind === CharacterClass.Stop || kind === CharacterClass.Face) this.clause++;
    else if (code === HYPHEN && classOf(this.text.charCodeAt(this.at)) !== CharacterClass.Word) this.clause++;
  }

  private readWord(): void {
    const { text } = this;
    const start = this.at;
    let i = start;
    let capitals = 0;
    let beyondAscii = false;
    let hash = EMPTY_HASH;
    let run = 1;
    let longestRun = 1;
    let previous = -1;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      let small = code;
      if (code >= 97 && code <= 122) {
        // The common case first.
      } else if (code >= 65 && code <= 90) {
        capitals++;
        small = code + 32;
      } else if (code === APOSTROPHE) {
        if (classOf(text.charCodeAt(i + 1)) !== CharacterClass.Word) break;
      } else if (classOf(code) !== CharacterClass.Word) break;
      else if (code > 127) beyondAscii = true;
      hash = extendHash(hash, small);
      run = code === previous ? run + 1 : 1;
      if (run > longestRun) longestRun = run;
      previous = code;
    }
    this.at = i;
    if (this.skipsLink(start)) return;
    const shouted = capitals > 1 && capitals === i - start;
    this.words++;
    this.characters += i - start;
    if (shouted) this.capitalWords++;
    if (isDigit(text.charCodeAt(start))) this.figures++;
    if (i - start > MAX_WORD_LENGTH) return this.add('', undefined, shouted, false);
    const found = beyondAscii ? undefined : this.lexicon.wordAt(text, start, i, hash);
    if (found) return this.push(start, found.word, found, shouted, longestRun > 2);
    const slice = text.slice(start, i);
    const word = capitals > 0 || beyondAscii ? slice.toLowerCase() : slice;
    this.push(start, word, beyondAscii ? this.lexicon.word(word) : undefined, shouted, longestRun > 2);
  }

  private push(
    start: number,
    found: string,
    foundEntry: LexiconEntry | undefined,
    shouted: boolean,
    drawnOut: boolean,
  ) {
    let word = found;
    let entry = foundEntry;
    if (this.text.charCodeAt(this.at) === HYPHEN) {
      const compound = this.compoundFrom(start);
      if (compound) [word, entry] = [compound.word, compound];
    }
    if (!entry && drawnOut) entry = this.lexicon.word(squeeze(word, 2)) ?? this.lexicon.word(squeeze(word, 1));
    if (!entry && word.endsWith("'s")) entry = this.lexicon.word(word.slice(0, -2));
    this.add(word, entry, shouted, drawnOut && entry !== undefined);
  }

  private add(word: string, entry: LexiconEntry | undefined, shouted: boolean, drawnOut: boolean): void {
    if (entry && (entry.roles & Role.Filler) !== 0) return;
    const last = this.list[this.list.length - 1];
    if (last && last.word === word && last.clause === this.clause) last.said++;
    else this.list.push({ word, entry, clause: this.clause, shouted, said: 1, drawnOut });
  }

  /** A hyphenated word that the lexicon knows whole ("self-confident"), consumed; looks ahead a bounded distance. */
  private compoundFrom(start: number): LexiconEntry | undefined {
    const limit = Math.min(start + MAX_WORD_LENGTH, this.text.length);
    let end = start;
    let hash = EMPTY_HASH;
    let beyondAscii = false;
    for (; end < limit; end++) {
      const code = this.text.charCodeAt(end);
      if (end > this.at && code !== HYPHEN && !isWord(code)) break;
      if (code > 127) beyondAscii = true;
      hash = extendHash(hash, code >= 65 && code <= 90 ? code + 32 : code);
    }
    const entry = beyondAscii
      ? this.lexicon.word(this.text.slice(start, end).toLowerCase())
      : this.lexicon.wordAt(this.text, start, end, hash);
    if (entry) this.at = end;
    return entry;
  }

  private skipsLink(start: number): boolean {
    const length = this.at - start;
    const next = this.text.charCodeAt(this.at);
    const isLink =
      (next === 58 && (length === 4 || length === 5) && this.text.startsWith('//', this.at + 1)) ||
      (next === 46 && length === 3 && this.text.startsWith('www', start));
    if (!isLink) return false;
    while (this.at < this.text.length && classOf(this.text.charCodeAt(this.at)) !== CharacterClass.Blank) this.at++;
    return true;
  }

  private readEmoticon(): boolean {
    const longest = Math.min(MAX_EMOTICON_LENGTH, this.text.length - this.at);
    for (let length = longest; length >= 2; length--) {
      const end = this.at + length;
      if (isWord(this.text.charCodeAt(end - 1)) && (isWord(this.text.charCodeAt(end)) || this.isGlued(end - 1)))
        continue;
      const symbol = this.text.slice(this.at, end);
      const entry = this.lexicon.emoticon(symbol);
      if (!entry) continue;
      this.at = end;
      this.add(symbol, entry, false, false);
      return true;
    }
    return false;
  }

  /** ";d" in "c;d" is no face, but ":D" in "good:D" is. */
  private isGlued(last: number): boolean {
    return isWord(this.text.charCodeAt(this.at - 1)) && this.text.charCodeAt(last) >= 97;
  }

  private readEmoji(): void {
    const point = this.text.codePointAt(this.at) ?? 0;
    const width = point > 0xffff ? 2 : 1;
    const entry = this.lexicon.emojiAt(point);
    if (entry) this.add(entry.word, entry, false, false);
    this.at += width;
  }

  private skipWhile(kind: CharacterClass): void {
    while (this.at < this.text.length && classOf(this.text.charCodeAt(this.at)) === kind) this.at++;
  }

  /** Transcribers write noises and redactions as "[laughter]", "[PII]": no speech. */
  private skipAnnotation(): void {
    const limit = Math.min(this.at + MAX_ANNOTATION_LENGTH, this.text.length);
    for (let i = this.at; i < limit; i++) {
      const code = this.text.charCodeAt(i);
      if (code === 93) {
        this.at = i + 1;
        return;
      }
      if (!isWord(code) && code !== 95 && code !== 32) return;
    }
  }
}

function isWord(code: number): boolean {
  return classOf(code) === CharacterClass.Word;
}

/** Shortens every run of one character to at most `keep`. */
function squeeze(word: string, keep: number): string {
  let out = '';
  let run = 0;
  for (let i = 0; i < word.length; i++) {
    run = i > 0 && word.charCodeAt(i) === word.charCodeAt(i - 1) ? run + 1 : 1;
    if (run <= keep) out += word.charAt(i);
  }
  return out;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
