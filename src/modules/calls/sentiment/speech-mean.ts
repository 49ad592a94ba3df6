/** Integer sums from which a mean weighted by speech can be read exactly, by time or by words. */
export interface Speech {
  /** Utterances without usable times. */
  untimed: number;
  ms: number;
  /** Sum of ms x score in ten-thousandths. */
  msScore: number;
  words: number;
  /** Sum of words x score in ten-thousandths. */
  wordsScore: number;
}

export function emptySpeech(): Speech {
  return { untimed: 0, ms: 0, msScore: 0, words: 0, wordsScore: 0 };
}

/** All figures must be integers; `durationMs` null when the utterance has no times. */
export function addSpeech(sums: Speech, u: { durationMs: number | null; words: number; scoreE4: number }): Speech {
  const ms = u.durationMs ?? 0;
  return {
    untimed: sums.untimed + (u.durationMs === null ? 1 : 0),
    ms: sums.ms + ms,
    msScore: sums.msScore + ms * u.scoreE4,
    words: sums.words + u.words,
    wordsScore: sums.wordsScore + u.words * u.scoreE4,
  };
}

/** -1..1 with 4 decimals, halves away from zero as Postgres rounds; falls back from ms to words to null. */
export function meanOf(sums: Speech, byTime: boolean): number | null {
  if (byTime && sums.ms > 0) return rounded(sums.msScore / sums.ms);
  return sums.words > 0 ? rounded(sums.wordsScore / sums.words) : null;
}

function rounded(e4: number): number {
  return (Math.sign(e4) * Math.round(Math.abs(e4))) / 10_000 + 0;
}
