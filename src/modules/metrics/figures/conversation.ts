import { Figures } from './figures';

export type Side = 'agent' | 'customer';
export type Quarters<T> = [T, T, T, T];

/** What the formulas know of an utterance; times in integer ms from the call's start. */
export interface SpokenUtterance {
  seq: number;
  speaker: Side | 'other';
  startMs: number | null;
  endMs: number | null;
  text: string;
  wordCount: number;
  /** Word timings, where the source has them. */
  words: { startMs: number; endMs: number }[] | null;
  /** -10,000..10,000. */
  scoreE4: number;
  label: 'negative' | 'neutral' | 'positive';
  /** The source's own label, in whatever capitals it wrote it; null where it has none. */
  vendorLabel: string | null;
}

/** A completed call as the formulas see it. Scores in ten-thousandths. */
export interface Conversation {
  /** Null while unknown. */
  durationMs: number | null;
  /** In any order. */
  utterances: SpokenUtterance[];
  sentiment: {
    overall: number | null;
    agent: number | null;
    customer: number | null;
    shift: number | null;
    trend: 'improving' | 'declining' | 'steady' | null;
  };
}

/** What is stored of a call besides its figures: what cannot be added up over calls. */
export interface CallDetails {
  /** Median gap in ms; null when there are fewer than three. */
  patienceMedianMs: number | null;
  /** `sentiment_quarters.weighted.v1`, in ten-thousandths; null without timings, each null where that side says nothing. */
  weightedQuarters: Record<Side, Quarters<number | null>> | null;
  /** `sentiment_quarters.aws.v1`; null without timings. */
  awsQuarters: AwsSentiment | null;
}

/** -5..5, as AWS Contact Lens publishes it. */
export interface AwsSentiment {
  /** Whose labels were counted: the source's when it labels every turn, else Parley's. */
  labels: 'source' | 'parley';
  sides: Record<Side, { overall: number; quarters: Quarters<AwsQuarter> } | null>;
}

export interface AwsQuarter {
  beginMs: number;
  endMs: number;
  /** Mean of the turns that begin in it, unrounded; null when none does. */
  score: number | null;
}

/** Everything that the formulas find in a conversation. */
export interface Measured {
  figures: Figures;
  details: CallDetails;
}

export interface MeasuredCall extends Measured {
  callId: string;
}

/** A stretch of a call that makes (a part of) a metric. */
export interface Evidence {
  startMs: number | null;
  endMs: number | null;
  speaker: Side | null;
  /** The utterances it comes from, by `seq`; at most 20 of each side, the earliest. */
  seqs: number[];
  /** What the stretch adds to the metric's numerator. */
  amount: number;
}
