import { Interval, lengthOf } from './intervals';

/** The longest turn, the first of several; undefined when there is none. */
export function longestRun(turns: readonly Interval[]): Interval | undefined {
  let longest: Interval | undefined;
  for (const turn of turns) if (longest === undefined || lengthOf(turn) > lengthOf(longest)) longest = turn;
  return longest;
}
