import { SentimentLabel } from './sentiment-analyzer';

/** What decides which utterances count as "scored like this one", besides the label; what each is says `fillTraits`. */
export const CONFIDENCE_TRAITS = [
  'strength',
  'length',
  'conflict',
  'emphasis',
  'manners',
  'negation',
  'boosters',
  'question',
  'person',
  'wordLength',
  'figures',
] as const;

export type ConfidenceTrait = (typeof CONFIDENCE_TRAITS)[number];

/** How often people agree with one label: the weighted sum of the traits, read off a rising line through the knots. */
export interface ConfidenceModel {
  readonly intercept: number;
  readonly weights: Readonly<Record<ConfidenceTrait, number>>;
  /** Pairs of a weighted sum, rising, and the share that agreed there, 0..1, never falling. */
  readonly knots: readonly (readonly [sum: number, share: number])[];
}

/** By the analyser's label. */
export type ConfidenceTable = Readonly<Record<SentimentLabel, ConfidenceModel>>;

/** Where an utterance lies on its label's line. */
export function weightedSum({ intercept, weights }: Omit<ConfidenceModel, 'knots'>, traits: Float64Array): number {
  let sum = intercept;
  for (let i = 0; i < CONFIDENCE_TRAITS.length; i++) {
    sum += weights[CONFIDENCE_TRAITS[i] as ConfidenceTrait] * (traits[i] as number);
  }
  return sum;
}

/** Straight between two knots, level beyond the outermost ones. */
export function shareAt(sum: number, knots: ConfidenceModel['knots']): number {
  let [leftSum, leftShare] = knots[0] as readonly [number, number];
  if (sum <= leftSum) return leftShare;
  for (let i = 1; i < knots.length; i++) {
    const [rightSum, rightShare] = knots[i] as readonly [number, number];
    if (sum < rightSum) return leftShare + ((rightShare - leftShare) * (sum - leftSum)) / (rightSum - leftSum);
    leftSum = rightSum;
    leftShare = rightShare;
  }
  return leftShare;
}
