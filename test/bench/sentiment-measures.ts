import { SentimentLabel, UtteranceSentiment } from '../../src/modules/calls/sentiment/sentiment-analyzer';
import { HumanLabel, Item } from './sentiment-items';

export interface Scored {
  item: Item;
  sentiment: Pick<UtteranceSentiment, 'score' | 'label' | 'confidence'>;
  /** In the order of `CONFIDENCE_TRAITS`. */
  traits: Float64Array;
}

const LABELS: Record<SentimentLabel, HumanLabel> = { negative: 'neg', neutral: 'neu', positive: 'pos' };
const VALUES: Record<HumanLabel, number> = { neg: -1, neu: 0, pos: 1 };
const CONFIDENCE_BINS = 10;

export function agrees({ item, sentiment }: Scored): boolean {
  return LABELS[sentiment.label] === item.label;
}

/** Of scores against human means or, unless every item has one, against labels as -1, 0, 1. Null without variance. */
export function pearson(scored: Scored[]): number | null {
  const hasMeans = scored.every(({ item }) => item.mean !== undefined);
  const xs = scored.map(({ sentiment }) => sentiment.score);
  const ys = scored.map(({ item }) => (hasMeans ? (item.mean ?? 0) : VALUES[item.label]));
  const meanX = average(xs);
  const meanY = average(ys);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  xs.forEach((x, i) => {
    const y = ys[i] ?? 0;
    xy += (x - meanX) * (y - meanY);
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
  });
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

/** Unweighted mean of F1 over the labels that people gave or the analyser chose. */
export function macroF1(scored: Scored[]): number {
  const f1s: number[] = [];
  for (const label of ['neg', 'neu', 'pos'] as const) {
    const given = scored.filter(({ item }) => item.label === label).length;
    const chosen = scored.filter(({ sentiment }) => LABELS[sentiment.label] === label).length;
    const both = scored.filter((s) => s.item.label === label && agrees(s)).length;
    if (given + chosen > 0) f1s.push((2 * both) / (given + chosen));
  }
  return average(f1s);
}

/** Texts of like confidence. */
export interface ReliabilityBin {
  /** Lower end; a bin is 0.1 wide. */
  from: number;
  texts: number;
  /** Their mean confidence. */
  confidence: number;
  /** The share of them whose human label agrees. */
  agreed: number;
}

/** Ten equal bins of confidence, those that hold no text left out. */
export function reliability(scored: Scored[]): ReliabilityBin[] {
  const bins = Array.from({ length: CONFIDENCE_BINS }, (): Scored[] => []);
  for (const s of scored) {
    bins[Math.min(CONFIDENCE_BINS - 1, Math.floor(s.sentiment.confidence * CONFIDENCE_BINS))]?.push(s);
  }
  return bins.flatMap((members, i) => {
    if (members.length === 0) return [];
    const confidence = average(members.map(({ sentiment }) => sentiment.confidence));
    const agreed = members.filter(agrees).length / members.length;
    return [{ from: i / CONFIDENCE_BINS, texts: members.length, confidence, agreed }];
  });
}

/** Expected calibration error: |mean confidence - share of agreement| over the bins, weighted by their texts. */
export function calibrationError(scored: Scored[]): number {
  const gaps = reliability(scored).map(({ texts, confidence, agreed }) => Math.abs(confidence - agreed) * texts);
  return gaps.reduce((sum, gap) => sum + gap, 0) / scored.length;
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
