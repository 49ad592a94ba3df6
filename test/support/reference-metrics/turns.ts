import { Side } from '../../../src/modules/metrics/figures/conversation';
import { TURN } from '../../../src/modules/metrics/registry/thresholds';
import { Clock, Moments } from './moments';

/** In moments; `to` is the first one after it. */
export interface Turn {
  from: number;
  to: number;
}

/** What a side says in earnest: its speech without its backchannels. */
export interface Real {
  speech: Moments;
  /** From begin to end of what it says, with the holes between timed words. */
  spans: Moments;
}

/** Walks through the call moment by moment, remembering of a gap whether it is a hole in what is said, and who else spoke. */
export function turnsOf(own: Real, theirs: Real, clock: Clock): Turn[] {
  const turns: Turn[] = [];
  let [isHole, isTaken] = [true, false];
  for (let at = 0; at < own.speech.length; at++) {
    if (own.speech[at] === 0) {
      if (own.spans[at] === 0) isHole = false;
      if (theirs.speech[at] === 1) isTaken = true;
      continue;
    }
    const last = turns.at(-1);
    const isBridged = last !== undefined && (at - last.to) * clock.ms <= TURN.bridgedGapMs && (isHole || !isTaken);
    if (isBridged) last.to = at + 1;
    else turns.push({ from: at, to: at + 1 });
    [isHole, isTaken] = [true, false];
  }
  return turns;
}

/** Every turn that follows one of the other side, with that one. */
export function handovers(turns: Record<Side, Turn[]>, to: Side): { before: Turn; after: Turn }[] {
  const theirs = turns[to === 'agent' ? 'customer' : 'agent'];
  return turns[to].flatMap((after, index) => {
    const ownBefore = turns[to][index - 1]?.from ?? 0;
    const before = theirs.filter(({ from }) => from < after.from && from >= ownBefore).at(-1);
    return before === undefined ? [] : [{ before, after }];
  });
}
