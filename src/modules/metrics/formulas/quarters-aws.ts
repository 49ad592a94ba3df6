import { AwsQuarter, AwsSentiment, Quarters, Side, SpokenUtterance } from '../figures/conversation';
import { TimedUtterance } from './speech';

const POINTS: Readonly<Record<string, number>> = { positive: 5, neutral: 0, negative: -5 };

/**
 * Sentiment by period as AWS Contact Lens publishes it: +5, 0 or -5 for each turn (an utterance of agent or customer) by
 * the source's labels when each turn has one, else by Parley's. Each side's time from 0 to the end of its last turn is cut
 * in four, at whole ms, rounded down; a turn belongs to the quarter in which it begins, one that begins at the very end to
 * the last. A quarter's score is the mean of its turns, the overall one the mean of the quarters that have any.
 */
export function awsQuarters(utterances: readonly TimedUtterance[]): AwsSentiment {
  const turns = utterances.filter(({ speaker }) => speaker !== 'other');
  const labels = turns.length > 0 && turns.every((turn) => sourcePoints(turn) !== undefined) ? 'source' : 'parley';
  const points = (turn: SpokenUtterance) => (labels === 'source' ? sourcePoints(turn) : POINTS[turn.label]) as number;
  return { labels, sides: { agent: sideOf(turns, 'agent', points), customer: sideOf(turns, 'customer', points) } };
}

function sourcePoints({ vendorLabel }: SpokenUtterance): number | undefined {
  const label = vendorLabel?.trim().toLowerCase();
  return label !== undefined && Object.hasOwn(POINTS, label) ? POINTS[label] : undefined;
}

function sideOf(
  utterances: readonly TimedUtterance[],
  side: Side,
  points: (turn: SpokenUtterance) => number,
): { overall: number; quarters: Quarters<AwsQuarter> } | null {
  const turns = utterances.filter(({ speaker }) => speaker === side);
  if (turns.length === 0) return null;
  const endMs = turns.reduce((latest, turn) => Math.max(latest, turn.endMs), 0);
  const bounds = [1, 2, 3].map((quarter) => Math.floor((quarter * endMs) / 4));
  const sums = [0, 0, 0, 0];
  const counts = [0, 0, 0, 0];
  for (const turn of turns) {
    const quarter = turn.startMs >= endMs ? 3 : bounds.filter((bound) => turn.startMs >= bound).length;
    (sums[quarter] as number) += points(turn);
    (counts[quarter] as number) += 1;
  }
  const edges = [0, ...bounds, endMs];
  const quarters = sums.map((sum, i) => ({
    beginMs: edges[i] as number,
    endMs: edges[i + 1] as number,
    score: counts[i] === 0 ? null : sum / (counts[i] as number) + 0,
  })) as Quarters<AwsQuarter>;
  return { overall: meanOf(quarters), quarters };
}

function meanOf(quarters: Quarters<AwsQuarter>): number {
  const scores = quarters.flatMap(({ score }) => (score === null ? [] : [score]));
  return scores.reduce((sum, score) => sum + score, 0) / scores.length + 0;
}
