import { Conversation, SpokenUtterance } from '../../../src/modules/metrics/figures/conversation';

/** One cell for every moment of a call: 1 where the thing is so. */
export type Moments = Uint8Array;

/** A call cut into moments of equal length, so that everything can be counted one by one. */
export interface Clock {
  /** Of one moment: the greatest length that cuts no time of the call in two, so that a day costs what a minute does. */
  ms: number;
  moments: number;
}

export interface TimedUtterance extends SpokenUtterance {
  startMs: number;
  endMs: number;
}

export function isTimed(utterance: SpokenUtterance): utterance is TimedUtterance {
  return utterance.startMs !== null && utterance.endMs !== null;
}

export function clockOf({ durationMs }: Conversation, utterances: TimedUtterance[]): Clock {
  const ends = [
    durationMs ?? 0,
    ...utterances.flatMap(({ endMs, words }) => [endMs, ...(words ?? []).map((w) => w.endMs)]),
  ];
  const begins = utterances.flatMap(({ startMs, words }) => [startMs, ...(words ?? []).map((w) => w.startMs)]);
  const ms = [...ends, ...begins].reduce(greatestCommonDivisor, 0) || 1;
  return { ms, moments: Math.max(...ends) / ms };
}

/**
 * Marks when any of these utterances is heard: in its words, if there are as many timed ones as it has words and one of
 * them lasts, else from its begin to its end. One without a length is never heard.
 */
export function mark(clock: Clock, utterances: TimedUtterance[]): Moments {
  const moments = new Uint8Array(clock.moments);
  for (const { startMs, endMs, words, wordCount } of utterances) {
    if (startMs === endMs) continue;
    const isTold = words !== null && words.length >= wordCount && words.some((word) => word.endMs > word.startMs);
    for (const span of isTold ? words : [{ startMs, endMs }]) fill(clock, moments, span);
  }
  return moments;
}

/** Marks every moment from the begins to the ends of these utterances, whether anything is heard in it or not. */
export function markSpans(clock: Clock, utterances: TimedUtterance[]): Moments {
  const moments = new Uint8Array(clock.moments);
  for (const utterance of utterances) fill(clock, moments, utterance);
  return moments;
}

function fill(clock: Clock, moments: Moments, { startMs, endMs }: { startMs: number; endMs: number }): void {
  for (let at = startMs / clock.ms; at < endMs / clock.ms; at++) moments[at] = 1;
}

/** A moment for each in which the rule holds. */
export function where(a: Moments, b: Moments, rule: (a: number, b: number) => boolean): Moments {
  const moments = new Uint8Array(a.length);
  for (let at = 0; at < a.length; at++) moments[at] = rule(a[at] ?? 0, b[at] ?? 0) ? 1 : 0;
  return moments;
}

export function countIn(moments: Moments): number {
  let count = 0;
  for (let at = 0; at < moments.length; at++) count += moments[at] ?? 0;
  return count;
}

/** How often both are so, from one moment to before another. */
export function countBoth(a: Moments, b: Moments, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (a[at] === 1 && b[at] === 1) count++;
  return count;
}

/** The lengths of all unbroken runs, in moments. */
export function runLengths(moments: Moments): number[] {
  const lengths: number[] = [];
  let length = 0;
  for (let at = 0; at < moments.length; at++) {
    if (moments[at] === 1) length++;
    else if (length > 0) {
      lengths.push(length);
      length = 0;
    }
  }
  return length > 0 ? [...lengths, length] : lengths;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
