/** What a word does to its neighbours; one word may do several things. */
export const enum Role {
  None = 0,
  Negator = 1,
  NearNegator = 2,
  Booster = 4,
  Dampener = 8,
  Contrast = 16,
  Clause = 32,
  Filler = 64,
  Backchannel = 128,
  Courtesy = 256,
  Acknowledgement = 512,
  Expected = 1024,
  Stopword = 2048,
  Opener = 4096,
  Subject = 8192,
  Person = 16384,
}

export interface LexiconEntry {
  readonly word: string;
  /** -4..4, 0 for words that only play a role. */
  valence: number;
  /** Bit set of `Role`. */
  roles: number;
  /** Fixed phrases that begin with this word. */
  phrases?: PhraseNode;
}

/** What may follow in a fixed phrase; `whole` when the phrase may end here. */
export interface PhraseNode {
  readonly next: Map<string, PhraseNode>;
  whole?: LexiconEntry;
}
