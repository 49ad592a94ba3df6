import { Role } from './lexicon-entry';
import { Hit } from './rules';
import { Token, Tokens } from './tokenizer';

/** Before and after "but", contributions count this much: Hutto & Gilbert 2014. */
export const BEFORE_CONTRAST = 0.5;
export const AFTER_CONTRAST = 1.25;
/** One exclamation mark, at most four counted: Hutto & Gilbert 2014. */
export const EXCLAMATION = 0.292;
export const MAX_EXCLAMATIONS = 4;
/** Approximates the largest sum expected: Hutto & Gilbert 2014, score = x / sqrt(x^2 + 15). */
export const NORMALISATION = 15;

/** Weighs contributions across a contrast: what follows the last "but" outweighs what went before. Changes the hits. */
export function weighContrast(tokens: Token[], hits: Hit[]): void {
  const at = lastContrast(tokens);
  if (at <= 0) return;
  for (const hit of hits) {
    hit.valence *= hit.index < at ? BEFORE_CONTRAST : AFTER_CONTRAST;
    hit.rules.push(hit.index < at ? 'before contrast' : 'after contrast');
  }
}

/** The utterance's score, -1..1, unrounded: the sum of contributions, strengthened by punctuation, then squashed. */
export function scoreOf(hits: Hit[], { exclamations, questions }: Tokens): number {
  let sum = 0;
  for (const hit of hits) sum += hit.valence;
  if (sum === 0) return 0;
  sum += Math.sign(sum) * (Math.min(exclamations, MAX_EXCLAMATIONS) * EXCLAMATION + questionEmphasis(questions));
  return sum / Math.sqrt(sum * sum + NORMALISATION);
}

/** One question mark asks, several insist: 0.18 each, at most 0.96 (Hutto & Gilbert 2014). */
function questionEmphasis(questions: number): number {
  if (questions < 2) return 0;
  return questions <= 3 ? questions * 0.18 : 0.96;
}

function lastContrast(tokens: Token[]): number {
  for (let i = tokens.length - 1; i >= 0; i--) {
    if (((tokens[i]?.entry?.roles ?? 0) & Role.Contrast) !== 0) return i;
  }
  return -1;
}
