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
  spoken: Interval[];
}

/** A side's speech, every list in order of time. */
export interface Speech {
  stretches: Stretch[];
  /** When the side speaks. */
  spoken: Interval[];
  /** The same without backchannels. */
  floor: Interval[];
}

/** The utterances when all of them are timed and there is one, else null. */
export function timedOnes(utterances: SpokenUtterance[]): TimedUtterance[] | null {
  return utterances.length > 0 && utterances.every(isTimed) ? utterances : null;
}

/** Utterances that do not last are no speech. */
export function speechOf(utterances: readonly TimedUtterance[], side: Side): Speech {
  const own = utterances.filter(({ speaker, startMs, endMs }) => speaker === side && endMs > startMs);
  const stretches = stretchesOf(own.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || a.seq - b.seq));
  const floor = stretches.filter(({ backchannel }) => !backchannel);
  const spoken = union(stretches.flatMap((stretch) => stretch.spoken));
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

function stretchesOf(utterances: TimedUtterance[]): Stretch[] {
  const stretches: Stretch[] = [];
  let last: Stretch | undefined;
  for (const utterance of utterances) {
    const { startMs, endMs } = utterance;
    if (last !== undefined && startMs <= last.endMs) {
      last.utterances.push(utterance);
      if (endMs > last.endMs) last.endMs = endMs;
    } else {
      last = { startMs, endMs, utterances: [utterance], backchannel: false, spoken: [] };
      stretches.push(last);
    }
  }
  for (const stretch of stretches) {
    stretch.backchannel = isBackchannel(stretch, stretch.utterances);
    stretch.spoken = union(stretch.utterances.flatMap(pieces));
  }
  return stretches;
}

function spokenIn(stretches: Stretch[]): Interval[] {
  return union(stretches.flatMap(({ spoken }) => spoken));
}
