export type SentimentLabel = 'negative' | 'neutral' | 'positive';

/** One word or phrase that moved the score. */
export interface Evidence {
  /** Lower case, as found in the lexicon; an emoji or emoticon as written. */
  word: string;
  /** Its final contribution in lexicon units (about -4..4), after every rule. */
  valence: number;
  /** The rules that changed it, in the order applied. */
  rules: string[];
}

export interface UtteranceSentiment {
  /** -1..1, rounded to 4 decimals. */
  score: number;
  label: SentimentLabel;
  /** 0..1, the measured share of utterances scored like this one whose human label agrees. */
  confidence: number;
  /** At most 8, lower case, heaviest first. */
  keywords: string[];
  evidence: Evidence[];
}

/** Scores one utterance. An implementation is pure: the same text always gives the same answer. */
export abstract class SentimentAnalyzer {
  /**
   * Names the implementation and its version, e.g. `lexicon.v1`; stored beside every score. It changes when scores or
   * evidence do: a table of confidence fitted anew leaves it, and stored utterances keep the confidence they were given.
   */
  abstract readonly id: string;
  abstract analyze(text: string): UtteranceSentiment;
}
