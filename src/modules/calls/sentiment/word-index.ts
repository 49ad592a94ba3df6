import { LexiconEntry } from './lexicon-entry';

/** What the hash of a word starts from. */
export const EMPTY_HASH = 5381;

/** Marks a slot without a word; no word's hash is stored as this. */
const FREE = 0;

/** The hash of a word one character longer; `code` is that of a small ASCII character. */
export function extendHash(hash: number, code: number): number {
  return (Math.imul(hash, 33) + code) | 0;
}

/**
 * Finds a word where it stands in a text, without cutting it out: in talk nearly every second word is in the lexicon, and
 * cutting and hashing strings was most of the cost of a score. Filled once; a look-up probes a few slots whatever the text.
 */
export class WordIndex {
  private readonly mask: number;
  private readonly hashes: Int32Array;
  private readonly entries: (LexiconEntry | undefined)[];

  constructor(entries: Iterable<LexiconEntry>) {
    const words = [...entries];
    const size = 2 * 2 ** Math.ceil(Math.log2(words.length + 1));
    this.mask = size - 1;
    this.hashes = new Int32Array(size);
    this.entries = new Array<LexiconEntry | undefined>(size).fill(undefined);
    for (const entry of words) this.add(entry);
  }

  /** The entry of the ASCII word in `text` from `start` up to `end`, whatever its case; `hash` is that of its small form. */
  find(text: string, start: number, end: number, hash: number): LexiconEntry | undefined {
    const { mask, hashes } = this;
    const sought = hash === FREE ? 1 : hash;
    for (let slot = slotOf(sought) & mask; ; slot = (slot + 1) & mask) {
      const found = hashes[slot];
      if (found === FREE) return undefined;
      if (found !== sought) continue;
      const entry = this.entries[slot] as LexiconEntry;
      if (isAt(text, start, end, entry.word)) return entry;
    }
  }

  private add(entry: LexiconEntry): void {
    let hash = EMPTY_HASH;
    for (let i = 0; i < entry.word.length; i++) hash = extendHash(hash, entry.word.charCodeAt(i));
    if (hash === FREE) hash = 1;
    let slot = slotOf(hash) & this.mask;
    while (this.hashes[slot] !== FREE) slot = (slot + 1) & this.mask;
    this.entries[slot] = entry;
    this.hashes[slot] = hash;
  }
}

function slotOf(hash: number): number {
  return hash ^ (hash >>> 15);
}

function isAt(text: string, start: number, end: number, word: string): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) {
    const code = text.charCodeAt(start + i);
    const small = code >= 65 && code <= 90 ? code + 32 : code;
    if (small !== word.charCodeAt(i)) return false;
  }
  return true;
}
