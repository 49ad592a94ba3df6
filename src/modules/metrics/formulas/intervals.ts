/** From `startMs` up to, not including, `endMs`: integer ms from the call's start. */
export interface Interval {
  startMs: number;
  endMs: number;
}

/** What lies in any of the intervals, as few intervals in order; those that touch become one, empty ones go. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  if (isUnion(intervals)) return intervals;
  const joined: Interval[] = [];
  let last: Interval | undefined;
  for (const { startMs, endMs } of inOrder(intervals)) {
    if (endMs <= startMs) continue;
    if (last !== undefined && startMs <= last.endMs) {
      if (endMs > last.endMs) last.endMs = endMs;
    } else {
      last = { startMs, endMs };
      joined.push(last);
    }
  }
  return joined;
}

/** What lies in both; each given as by `union`. */
export function intersection(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const both: Interval[] = [];
  let [i, j] = [0, 0];
  while (i < some.length && j < others.length) {
    const one = some[i] as Interval;
    const other = others[j] as Interval;
    const startMs = Math.max(one.startMs, other.startMs);
    const endMs = Math.min(one.endMs, other.endMs);
    if (startMs < endMs) both.push({ startMs, endMs });
    if (one.endMs < other.endMs) i += 1;
    else j += 1;
  }
  return both;
}

/** What of [0, endMs) lies in none; given as by `union`. */
export function gapsOf(intervals: readonly Interval[], endMs: number): Interval[] {
  const gaps: Interval[] = [];
  let from = 0;
  for (const interval of intervals) {
    if (interval.startMs > from) gaps.push({ startMs: from, endMs: interval.startMs });
    from = interval.endMs;
  }
  if (endMs > from) gaps.push({ startMs: from, endMs });
  return gaps;
}

export function lengthOf({ startMs, endMs }: Interval): number {
  return endMs - startMs;
}

export function totalOf(intervals: readonly Interval[]): number {
  let total = 0;
  for (const interval of intervals) total += interval.endMs - interval.startMs;
  return total;
}

/** The index of the first that ends after the moment; `intervals` in order, none within another. */
export function firstEndingAfter(intervals: readonly Interval[], moment: number): number {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle] as Interval).endMs > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isUnion(intervals: readonly Interval[]): boolean {
  let end = -1;
  for (const interval of intervals) {
    if (interval.startMs <= end || interval.endMs <= interval.startMs) return false;
    end = interval.endMs;
  }
  return true;
}

/** As given where that is in order, as it nearly always is. */
function inOrder(intervals: readonly Interval[]): readonly Interval[] {
  for (let i = 1; i < intervals.length; i++) {
    if ((intervals[i] as Interval).startMs < (intervals[i - 1] as Interval).startMs)
      return [...intervals].sort((a, b) => a.startMs - b.startMs);
  }
  return intervals;
}
