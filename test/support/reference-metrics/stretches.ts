import { TURN } from '../../../src/modules/metrics/registry/thresholds';
import { saysOnlyBackchannels } from './texts';
import { TimedUtterance } from './moments';

/** Utterances of one side that touch or overlap, as one. */
export type Stretch = TimedUtterance[];

/** Starts with every utterance alone, and joins any two that touch until none do. */
export function stretchesOf(utterances: TimedUtterance[]): Stretch[] {
  let stretches: Stretch[] = utterances.filter(({ startMs, endMs }) => endMs > startMs).map((utterance) => [utterance]);
  for (let pair = touchingPair(stretches); pair !== null; pair = touchingPair(stretches)) {
    const [one, other] = pair;
    stretches = [...stretches.filter((stretch) => stretch !== one && stretch !== other), [...one, ...other]];
  }
  return stretches;
}

export function isBackchannel(stretch: Stretch): boolean {
  const lastsMs = latestEnd(stretch) - earliestStart(stretch);
  const words = stretch.reduce((sum, { wordCount }) => sum + wordCount, 0);
  return lastsMs <= TURN.backchannelMaxMs && words <= TURN.backchannelMaxWords && saysOnlyBackchannels(textOf(stretch));
}

function touchingPair(stretches: Stretch[]): [Stretch, Stretch] | null {
  for (const [index, one] of stretches.entries()) {
    for (const other of stretches.slice(index + 1)) {
      if (earliestStart(one) <= latestEnd(other) && earliestStart(other) <= latestEnd(one)) return [one, other];
    }
  }
  return null;
}

function textOf(stretch: Stretch): string {
  return [...stretch]
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || a.seq - b.seq)
    .map(({ text }) => text)
    .join(' ');
}

function earliestStart(stretch: Stretch): number {
  return Math.min(...stretch.map(({ startMs }) => startMs));
}

function latestEnd(stretch: Stretch): number {
  return Math.max(...stretch.map(({ endMs }) => endMs));
}
