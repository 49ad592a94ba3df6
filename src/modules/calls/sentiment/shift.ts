import { ScoredUtterance } from './rolling';

const QUARTERS = 4;

/**
 * How much the customer's mood changed over a call, in ten-thousandths (-20,000..20,000): the customer's mean score in the
 * last quarter minus that in the first. The quarters are those of the time from 0 to the latest end of any utterance, and
 * an utterance counts by the milliseconds it spends in a quarter. Null unless every utterance is timed and the customer
 * speaks in both quarters. Sums are exact integers, so the order of the utterances does not matter.
 */
export function sentimentShift(utterances: ScoredUtterance[]): number | null {
  const endMs = latestEnd(utterances);
  if (endMs === null) return null;
  const first = { from: 0, to: endMs };
  const last = { from: (QUARTERS - 1) * endMs, to: QUARTERS * endMs };
  const customer = utterances.filter(({ speaker }) => speaker === 'customer');
  const before = sumWithin(customer, first);
  const after = sumWithin(customer, last);
  return before.weight === 0n || after.weight === 0n ? null : difference(before, after);
}

/** Weight in quarters of a millisecond, so that quarters of any call begin at a whole one. */
interface Sum {
  weight: bigint;
  /** Weight x score in ten-thousandths. */
  total: bigint;
}

/** Null when there is none, or an utterance has no times. */
function latestEnd(utterances: ScoredUtterance[]): number | null {
  let latest = 0;
  for (const { startMs, endMs } of utterances) {
    if (startMs === null || endMs === null) return null;
    latest = Math.max(latest, endMs);
  }
  return latest === 0 ? null : latest;
}

function sumWithin(utterances: ScoredUtterance[], span: { from: number; to: number }): Sum {
  const sum = { weight: 0n, total: 0n };
  for (const { startMs, endMs, scoreE4 } of utterances) {
    const from = Math.max((startMs ?? 0) * QUARTERS, span.from);
    const to = Math.min((endMs ?? 0) * QUARTERS, span.to);
    if (to <= from) continue;
    sum.weight += BigInt(to - from);
    sum.total += BigInt(to - from) * BigInt(scoreE4);
  }
  return sum;
}

/** The difference of the two means, rounded once, halves away from zero. */
function difference(before: Sum, after: Sum): number {
  const numerator = after.total * before.weight - before.total * after.weight;
  const denominator = after.weight * before.weight;
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = Number((2n * size + denominator) / (2n * denominator));
  return numerator < 0n ? 0 - rounded : rounded;
}
