import { AwsSentiment, Quarters, Side } from '../../../src/modules/metrics/figures/conversation';
import { Clock, TimedUtterance } from './moments';

const AWS_SCORES: Record<string, number> = { positive: 5, neutral: 0, negative: -5 };

/** In Jest a global is looked up slowly, and this is asked of every moment. */
const { floor } = Math;

/** Mean scores of a side: every quarter of a moment of each of its utterances is put into the quarter that it lies in. */
export function weightedQuarters(clock: Clock, utterances: TimedUtterance[], side: Side): Quarters<number | null> {
  const end = Math.max(0, ...utterances.map(({ endMs }) => endMs)) / clock.ms;
  const weight: Quarters<number> = [0, 0, 0, 0];
  const total: Quarters<number> = [0, 0, 0, 0];
  for (const { startMs, endMs, scoreE4 } of utterances.filter(({ speaker }) => speaker === side)) {
    for (let part = (startMs / clock.ms) * 4; part < (endMs / clock.ms) * 4; part++) {
      const quarter = floor(part / end) as 0 | 1 | 2 | 3;
      weight[quarter]++;
      total[quarter] += scoreE4;
    }
  }
  const scores = weight.map((parts, quarter) => (parts === 0 ? null : roundedMean(total[quarter] ?? 0, parts)));
  return scores as Quarters<number | null>;
}

export function awsQuarters(utterances: TimedUtterance[]): AwsSentiment {
  const sided = utterances.filter(({ speaker }) => speaker !== 'other');
  const labelled =
    sided.length > 0 && sided.every(({ vendorLabel }) => vendorLabel !== null && clean(vendorLabel) in AWS_SCORES);
  const scoreOf = ({ label, vendorLabel }: TimedUtterance) => AWS_SCORES[labelled ? clean(vendorLabel!) : label]!;
  const sideOf = (side: Side): AwsSentiment['sides'][Side] => {
    const turns = sided.filter(({ speaker }) => speaker === side);
    if (turns.length === 0) return null;
    const end = Math.max(...turns.map(({ endMs }) => endMs));
    const bounds = [0, 1, 2, 3, 4].map((quarter) => floor((quarter * end) / 4));
    const quarters = [0, 1, 2, 3].map((quarter) => {
      const [beginMs, endMs] = [bounds[quarter]!, bounds[quarter + 1]!];
      const begun = turns.filter(
        ({ startMs }) => (startMs >= beginMs && startMs < endMs) || (quarter === 3 && startMs === end),
      );
      return { beginMs, endMs, score: mean(begun.map(scoreOf)) };
    }) as Quarters<{ beginMs: number; endMs: number; score: number | null }>;
    return { overall: mean(quarters.flatMap(({ score }) => score ?? []))!, quarters };
  };
  return { labels: labelled ? 'source' : 'parley', sides: { agent: sideOf('agent'), customer: sideOf('customer') } };
}

function clean(label: string): string {
  return label.trim().toLowerCase();
}

function mean(scores: number[]): number | null {
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Halves away from zero. */
function roundedMean(total: number, weight: number): number {
  return Math.sign(total) * floor((2 * Math.abs(total) + weight) / (2 * weight)) + 0;
}
