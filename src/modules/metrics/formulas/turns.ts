import { TURN } from '../registry/thresholds';
import { Interval, lengthOf } from './intervals';
import { Speech, Stretch } from './speech';

/** A turn that follows one of the other side. */
export interface Handover {
  turn: Interval;
  after: Interval;
}

/**
 * The turns of a side in order: its speech without backchannels, bridging gaps of at most 2,000 ms. A gap between two
 * stretches is not bridged when the other side takes the word in it; one within a stretch always is, or the tiny gaps
 * between words would cut both sides' turns to pieces whenever they speak at once. Overlap alone ends no turn.
 */
export function turnsOf(own: Speech, other: Speech): Interval[] {
  const turns: Interval[] = [];
  const isWithin = withinStretch(own.stretches);
  const isTaken = taken(other.floor);
  let last: Interval | undefined;
  for (const { startMs, endMs } of own.floor) {
    const gap = last && { startMs: last.endMs, endMs: startMs };
    if (last && gap && lengthOf(gap) <= TURN.bridgedGapMs && (isWithin(gap) || !isTaken(gap))) last.endMs = endMs;
    else turns.push((last = { startMs, endMs }));
  }
  return turns;
}

/**
 * Those of the turns that follow one of the other side: the latest turn to begin before them is the other's, or both
 * sides began one at that moment. Of two that begin at once neither follows the other.
 */
export function handovers(own: Interval[], others: Interval[]): Handover[] {
  const found: Handover[] = [];
  let next = 0;
  own.forEach((turn, index) => {
    while (next < others.length && (others[next] as Interval).startMs < turn.startMs) next += 1;
    const after = others[next - 1];
    const previous = own[index - 1];
    if (after !== undefined && (previous === undefined || after.startMs >= previous.startMs))
      found.push({ turn, after });
  });
  return found;
}

/** Tells of gaps, asked in order, whether one stretch of real speech spans them. */
function withinStretch(stretches: readonly Stretch[]): (gap: Interval) => boolean {
  let next = 0;
  return (gap) => {
    while (next < stretches.length && (stretches[next] as Stretch).endMs < gap.endMs) next += 1;
    const stretch = stretches[next];
    return stretch !== undefined && stretch.startMs <= gap.startMs && !stretch.backchannel;
  };
}

/** Tells of gaps, asked in order, whether any of the speech lies in them. */
function taken(speech: readonly Interval[]): (gap: Interval) => boolean {
  let next = 0;
  return (gap) => {
    while (next < speech.length && (speech[next] as Interval).endMs <= gap.startMs) next += 1;
    const interval = speech[next];
    return interval !== undefined && interval.startMs < gap.endMs;
  };
}
