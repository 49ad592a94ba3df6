import { INTERRUPTION } from '../registry/thresholds';
import { firstEndingAfter, Interval } from './intervals';
import { Speech, Stretch } from './speech';

/** A stretch of speech that interrupts, and until when both speak. */
export type Interruption = Interval;

/**
 * The stretches of a side, backchannels left out, whose speech begins in a turn of the other side that began at least
 * 1,000 ms before, and in which both then speak for at least 300 ms, in one piece or several.
 */
export function interruptionsBy(own: Speech, other: Speech, turnsOfOther: readonly Interval[]): Interruption[] {
  const found: Interruption[] = [];
  for (const stretch of own.stretches) {
    const startMs = stretch.spoken[0]?.startMs;
    if (stretch.backchannel || startMs === undefined) continue;
    const turn = turnsOfOther[firstEndingAfter(turnsOfOther, startMs)];
    if (turn === undefined || startMs - turn.startMs < INTERRUPTION.floorHeldMs) continue;
    const endMs = Math.min(turn.endMs, (stretch.spoken.at(-1) as Interval).endMs);
    if (overlapsLong(stretch, other.floor, turn)) found.push({ startMs, endMs });
  }
  return found;
}

function overlapsLong({ spoken }: Stretch, floor: readonly Interval[], turn: Interval): boolean {
  let overlapMs = 0;
  let i = 0;
  let j = firstEndingAfter(floor, (spoken[0] as Interval).startMs);
  while (i < spoken.length && j < floor.length && overlapMs < INTERRUPTION.overlapFromMs) {
    const one = spoken[i] as Interval;
    const other = floor[j] as Interval;
    if (other.startMs >= turn.endMs) break;
    overlapMs += Math.max(0, Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs));
    if (one.endMs < other.endMs) i += 1;
    else j += 1;
  }
  return overlapMs >= INTERRUPTION.overlapFromMs;
}
