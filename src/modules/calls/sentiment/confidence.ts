import { CharacterClass, classOf } from './characters';
import { ConfidenceTable, shareAt, weightedSum } from './confidence-model';
import { CONFIDENCE_TABLE } from './confidence-table';
import { Role } from './lexicon-entry';
import { Hit } from './rules';
import { SentimentLabel } from './sentiment-analyzer';
import { Token, Tokens } from './tokenizer';

const MANNERS = Role.Backchannel | Role.Courtesy | Role.Acknowledgement;
const MOST_MARKS = 3;
const MOST_BOOSTERS = 3;
const LONGEST_WORD = 8;

/** Writes the traits in the order of `CONFIDENCE_TRAITS`; finite for any text. `list` and `hits` come of `tokens`. */
export function fillTraits(
  traits: Float64Array,
  score: number,
  label: SentimentLabel,
  { words, characters, figures, exclamations, questions }: Tokens,
  list: readonly Token[],
  hits: readonly Hit[],
): void {
  let praise = 0;
  let complaint = 0;
  let faces = 0;
  for (const { valence, word } of hits) {
    if (valence > 0) praise += valence;
    else complaint -= valence;
    if (classOf(word.charCodeAt(0)) !== CharacterClass.Word) faces++;
  }
  let manners = 0;
  let boosters = 0;
  let seen = 0;
  for (const { entry } of list) {
    const roles = entry === undefined ? 0 : entry.roles;
    if (roles === 0) continue;
    seen |= roles;
    if ((roles & MANNERS) !== 0) manners++;
    if ((roles & (Role.Booster | Role.Dampener)) !== 0) boosters++;
  }
  const all = Math.max(words, 1);
  // A neutral score lies within one narrow band and has no strength to speak of.
  traits[0] = label === 'neutral' ? 0 : Math.abs(score);
  traits[1] = Math.log(all);
  traits[2] = praise > 0 && complaint > 0 ? Math.min(praise, complaint) / (praise + complaint) : 0;
  traits[3] = Math.min(exclamations + faces, MOST_MARKS);
  traits[4] = Math.min(manners / all, 1);
  traits[5] = (seen & (Role.Negator | Role.NearNegator)) !== 0 ? 1 : 0;
  traits[6] = Math.min(boosters, MOST_BOOSTERS);
  traits[7] = questions > 0 ? 1 : 0;
  traits[8] = (seen & Role.Person) !== 0 ? 1 : 0;
  traits[9] = Math.min(characters / all, LONGEST_WORD);
  traits[10] = Math.min(figures / all, 1);
}

/** 0..1, 4 decimals: the share of utterances with this label and traits like these whose human label agrees. */
export function confidenceOf(
  label: SentimentLabel,
  traits: Float64Array,
  table: ConfidenceTable = CONFIDENCE_TABLE,
): number {
  const model = table[label];
  return Math.round(shareAt(weightedSum(model, traits), model.knots) * 10_000) / 10_000;
}
