import { confidenceOf, fillTraits } from './confidence';
import { CONFIDENCE_TRAITS } from './confidence-model';
import { keywordsOf } from './keywords';
import { Lexicon } from './lexicon';
import { joinPhrases } from './phrases';
import { Hit, scoreTokens } from './rules';
import { Evidence, SentimentAnalyzer, SentimentLabel, UtteranceSentiment } from './sentiment-analyzer';
import { tokenize } from './tokenizer';
import { scoreOf, weighContrast } from './weighing';

/** Scores beyond this are positive or, below its negative, negative: the convention of Hutto & Gilbert 2014. */
export const NEUTRAL_BAND = 0.05;
/** More evidence than this is of no use to a reader; the strongest is kept. */
const MAX_EVIDENCE = 50;

let shared: Lexicon | undefined;

/** Rules over a word lexicon, made for English talk. Deterministic, linear in the text's length, finite for any string. */
export class LexiconAnalyzer extends SentimentAnalyzer {
  readonly id = 'lexicon.v1';
  private readonly lexicon = (shared ??= Lexicon.load());
  private readonly traits = new Float64Array(CONFIDENCE_TRAITS.length);

  analyze(text: string): UtteranceSentiment {
    const tokens = tokenize(text, this.lexicon);
    const list = joinPhrases(tokens.list);
    const hits = scoreTokens(list, tokens.capitalsMeanEmphasis);
    weighContrast(list, hits);
    const score = Math.round(scoreOf(hits, tokens) * 10_000) / 10_000 + 0;
    const label = labelOf(score);
    fillTraits(this.traits, score, label, tokens, list, hits);
    return {
      score,
      label,
      confidence: confidenceOf(label, this.traits),
      keywords: keywordsOf(list, hits),
      evidence: evidenceOf(hits),
    };
  }

  /** What the confidence of a text is read from, in the order of `CONFIDENCE_TRAITS`; for fitting the table. */
  traitsOf(text: string): Float64Array {
    this.analyze(text);
    return this.traits.slice();
  }
}

/** The label of a score in -1..1. */
export function labelOf(score: number): SentimentLabel {
  if (score > NEUTRAL_BAND) return 'positive';
  return score < -NEUTRAL_BAND ? 'negative' : 'neutral';
}

function evidenceOf(hits: Hit[]): Evidence[] {
  const kept = hits.length > MAX_EVIDENCE ? strongest(hits) : hits;
  return kept.map(({ word, valence, rules }) => ({ word, valence: Math.round(valence * 10_000) / 10_000, rules }));
}

/** By falling size of contribution; a bounded insertion, so that a very long text costs no sort. */
function strongest(hits: Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const hit of hits) {
    const size = Math.abs(hit.valence);
    if (kept.length === MAX_EVIDENCE && size <= Math.abs(kept[MAX_EVIDENCE - 1]?.valence ?? 0)) continue;
    let place = kept.length;
    while (place > 0 && Math.abs(kept[place - 1]?.valence ?? 0) < size) place--;
    kept.splice(place, 0, hit);
    if (kept.length > MAX_EVIDENCE) kept.pop();
  }
  return kept;
}
