import { PATIENCE } from '../registry/thresholds';
import { Handover } from './turns';

export interface Patience {
  /** Agent's turns that follow a customer's within 0 to 2,999 ms; the gap lies between the two. */
  waits: Handover[];
  /** Those that begin before the customer's turn ends. */
  overlapped: Handover[];
}

/** Sorts the handovers to the agent; longer gaps are dead air and in neither list. */
export function patienceOf(handovers: readonly Handover[]): Patience {
  return {
    waits: handovers.filter((handover) => gapMs(handover) >= 0 && gapMs(handover) < PATIENCE.deadAirMs),
    overlapped: handovers.filter((handover) => gapMs(handover) < 0),
  };
}

/** Negative when the turns overlap. */
export function gapMs({ turn, after }: Handover): number {
  return turn.startMs - after.endMs;
}

/** Null when there are fewer than three; of an even number the mean of the two in the middle. */
export function medianWait(waits: readonly Handover[]): number | null {
  if (waits.length < PATIENCE.minGaps) return null;
  const gaps = waits.map(gapMs).sort((a, b) => a - b);
  const upper = gaps.length >> 1;
  const at = (index: number) => gaps[index] as number;
  return gaps.length % 2 === 1 ? at(upper) : (at(upper - 1) + at(upper)) / 2;
}
