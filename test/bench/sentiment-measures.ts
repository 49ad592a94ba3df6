import { SentimentLabel, UtteranceSentiment } from '../../src/modules/calls/sentiment/sentiment-analyzer';
import { HumanLabel, Item } from './sentiment-items';

export interface Scored {
  item: Item;
  sentiment: Pick<UtteranceSentiment, 'score' | 'label' | 'confidence'>;
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

/** Expected calibration error: |mean confidence - share of agreement| over ten equal bins, weighted by their items. */
export function calibrationError(scored: Scored[]): number {
  const gaps = new Array<number>(CONFIDENCE_BINS).fill(0);
  for (const s of scored) {
    const bin = Math.min(CONFIDENCE_BINS - 1, Math.floor(s.sentiment.confidence * CONFIDENCE_BINS));
    gaps[bin] = (gaps[bin] ?? 0) + s.sentiment.confidence - (agrees(s) ? 1 : 0);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / scored.length;
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
