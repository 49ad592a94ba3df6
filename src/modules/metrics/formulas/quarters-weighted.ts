import { Quarters, Side } from '../figures/conversation';
import { TimedUtterance } from './speech';

const QUARTERS = 4;

/**
 * The mean score of a side in each quarter of the time from 0 to the latest end of any utterance, in ten-thousandths,
 * halves rounded away from zero; an utterance counts by the milliseconds that it spends in the quarter. Null where it
 * spends none. In quarters of a millisecond, so that quarters of any call begin at a whole one.
 */
export function weightedQuarters(utterances: readonly TimedUtterance[], side: Side): Quarters<number | null> {
  let endMs = 0;
  for (const utterance of utterances) if (utterance.endMs > endMs) endMs = utterance.endMs;
  const own = utterances.filter(({ speaker }) => speaker === side);
  return [0, 1, 2, 3].map((quarter) => meanWithin(own, quarter * endMs, (quarter + 1) * endMs)) as Quarters<
    number | null
  >;
}

function meanWithin(utterances: readonly TimedUtterance[], from: number, to: number): number | null {
  let weight = 0;
  let total = 0;
  for (const { startMs, endMs, scoreE4 } of utterances) {
    const share = Math.min(endMs * QUARTERS, to) - Math.max(startMs * QUARTERS, from);
    if (share <= 0) continue;
    weight += share;
    total += share * scoreE4;
  }
  if (weight === 0) return null;
  return weight < LARGEST_WEIGHT ? rounded(total, weight) : exactMean(utterances, from, to);
}

/** Up to here twice the total and the weight are exact, however they were added up. */
const LARGEST_WEIGHT = Math.floor(Number.MAX_SAFE_INTEGER / 20_001);

function rounded(total: number, weight: number): number {
  const dividend = 2 * Math.abs(total) + weight;
  return (Math.sign(total) * (dividend - (dividend % (2 * weight)))) / (2 * weight) + 0;
}

/** For calls in which one side says thousands of things at once for hours. */
function exactMean(utterances: readonly TimedUtterance[], from: number, to: number): number {
  let [weight, total] = [0n, 0n];
  for (const { startMs, endMs, scoreE4 } of utterances) {
    const share = Math.min(endMs * QUARTERS, to) - Math.max(startMs * QUARTERS, from);
    if (share <= 0) continue;
    weight += BigInt(share);
    total += BigInt(share) * BigInt(scoreE4);
  }
  const size = total < 0n ? -total : total;
  return (total < 0n ? -1 : 1) * Number((2n * size + weight) / (2n * weight)) + 0;
}
