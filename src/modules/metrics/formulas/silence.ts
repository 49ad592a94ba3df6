import { NON_TALK } from '../registry/thresholds';
import { gapsOf, Interval, lengthOf } from './intervals';

/** When neither side speaks, from 0 to the call's length. */
export function silences(speech: readonly Interval[], lengthMs: number): Interval[] {
  return gapsOf(speech, lengthMs);
}

/** The silences longer than 3,000 ms, the first and the last of the call included. */
export function nonTalk(silent: readonly Interval[]): Interval[] {
  return silent.filter((silence) => lengthOf(silence) > NON_TALK.longerThanMs);
}
