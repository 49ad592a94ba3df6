import { Side, SpokenUtterance } from '../figures/conversation';
import { isBackchannel } from './backchannels';
import { Interval, union } from './intervals';

export type TimedUtterance = SpokenUtterance & Interval;

/**
 * Utterances of one side that touch or overlap, looked at as one: so it does not matter where a source cuts them. Begin
 * and end are those of the utterances.
 */
export interface Stretch extends Interval {
  /** By begin, end and `seq`. */
  utterances: TimedUtterance[];
  backchannel: boolean;
  /** When there is speech in it. */
  spoken: readonly Interval[];
}

/** A side's speech, every list in order of time. */
export interface Speech {
  stretches: Stretch[];
  /** When the side speaks. */
  spoken: readonly Interval[];
  /** The same without backchannels. */
  floor: readonly Interval[];
}

/** The utterances when all of them are timed and there is one, else null. */
export function timedOnes(utterances: SpokenUtterance[]): TimedUtterance[] | null {
  return utterances.length > 0 && utterances.every(isTimed) ? utterances : null;
}

/** Utterances that do not last are no speech. */
export function speechOf(utterances: readonly TimedUtterance[], side: Side): Speech {
  const stretches = stretchesOf(lastingOf(utterances, side));
  const floor = stretches.filter(({ backchannel }) => !backchannel);
  const spoken = spokenIn(stretches);
  return { stretches, spoken, floor: floor.length === stretches.length ? spoken : spokenIn(floor) };
}

/** The latest end of anything said, by whomever. */
export function latestEnd(utterances: readonly TimedUtterance[]): number {
  let latest = 0;
  for (const { endMs, words } of utterances) {
    if (endMs > latest) latest = endMs;
    if (words !== null) for (const word of words) if (word.endMs > latest) latest = word.endMs;
  }
  return latest;
}

/**
 * The words, not clipped to the utterance, when as many have times as the utterance has words and one of them lasts; else
 * the whole utterance: a list with holes would make silence of speech.
 */
export function pieces({ startMs, endMs, words, wordCount }: TimedUtterance): readonly Interval[] {
  const usable = words !== null && words.length >= wordCount && words.some((word) => word.endMs > word.startMs);
  return usable ? words : [{ startMs, endMs }];
}

function isTimed(utterance: SpokenUtterance): utterance is TimedUtterance {
  return utterance.startMs !== null && utterance.endMs !== null;
}

/** By begin, end and `seq`, as they nearly always are given. */
function lastingOf(utterances: readonly TimedUtterance[], side: Side): TimedUtterance[] {
  const own: TimedUtterance[] = [];
  let sorted = true;
  for (const utterance of utterances) {
    if (utterance.speaker !== side || utterance.endMs <= utterance.startMs) continue;
    const last = own.at(-1);
    sorted &&= last === undefined || last.startMs < utterance.startMs;
    own.push(utterance);
  }
  return sorted ? own : own.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || a.seq - b.seq);
}

function stretchesOf(utterances: readonly TimedUtterance[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const utterance of utterances) {
    const { startMs, endMs } = utterance;
    const last = stretches.at(-1);
    if (last !== undefined && startMs <= last.endMs) {
      last.utterances.push(utterance);
      if (endMs > last.endMs) last.endMs = endMs;
    } else stretches.push({ startMs, endMs, utterances: [utterance], backchannel: false, spoken: [] });
  }
  for (const stretch of stretches) {
    stretch.backchannel = isBackchannel(stretch, stretch.utterances);
    stretch.spoken = union(allOf(stretch.utterances.map(pieces)));
  }
  return stretches;
}

function spokenIn(stretches: readonly Stretch[]): readonly Interval[] {
  return union(allOf(stretches.map(({ spoken }) => spoken)));
}

function allOf(lists: (readonly Interval[])[]): readonly Interval[] {
  if (lists.length === 1) return lists[0] as readonly Interval[];
  const all: Interval[] = [];
  for (const list of lists) for (const interval of list) all.push(interval);
  return all;
}
