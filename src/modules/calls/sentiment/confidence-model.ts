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

/** A weighted sum and the share that agreed there, 0..1. */
type Knot = readonly [sum: number, share: number];

/** How often people agree with one label: the weighted sum of the traits, read off a rising line through the knots. */
export interface ConfidenceModel {
  readonly intercept: number;
  /** In the order of `CONFIDENCE_TRAITS`. */
  readonly weights: readonly number[];
  /** By rising sum; the share never falls. */
  readonly knots: readonly Knot[];
}

/** By the analyser's label. */
export type ConfidenceTable = Readonly<Record<SentimentLabel, ConfidenceModel>>;

/** Where an utterance lies on its label's line. */
export function weightedSum({ intercept, weights }: Omit<ConfidenceModel, 'knots'>, traits: Float64Array): number {
  let sum = intercept;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (traits[i] as number);
  return sum;
}

/** Straight between two knots, level beyond the outermost ones. */
export function shareAt(sum: number, knots: ConfidenceModel['knots']): number {
  for (let i = 0; i < knots.length; i++) {
    const right = knots[i] as Knot;
    if (sum >= right[0]) continue;
    if (i === 0) return right[1];
    const left = knots[i - 1] as Knot;
    return left[1] + ((right[1] - left[1]) * (sum - left[0])) / (right[0] - left[0]);
  }
  return knots[knots.length - 1]?.[1] ?? 0;
}
