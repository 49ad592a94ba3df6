import { Evidence, Side } from '../figures/conversation';
import { TextFindings, TimeFindings } from './findings';
import { Interval, lengthOf } from './intervals';
import { gapMs } from './patience';
import { Sources } from './sources';

type Make = (time: TimeFindings, sources: Record<Side, SideSources>) => Evidence[];

interface SideSources {
  spoken: Sources;
  /** Without backchannels. */
  floor: Sources;
}

/** By metric: the stretches of a timed call that make it; each is counted here as it is where the figures are. */
const ofTime: Record<string, Make> = {
  'total_talk_time.v1': ({ talk }, sources) => talk.map((interval) => byBoth(interval, sources, lengthOf(interval))),
  'non_talk_time.v1': ({ nonTalk }) => nonTalk.map((silence) => silent(silence, lengthOf(silence))),
  'non_talk_instances.v1': ({ nonTalk }) => nonTalk.map((silence) => silent(silence, 1)),
  'silence_share.v1': ({ silences }) => silences.map((silence) => silent(silence, lengthOf(silence))),
  'talk_ratio.v1': talkOf('agent'),
  'longest_monologue.v1': longestOf('agent'),
  'longest_customer_story.v1': longestOf('customer'),
  'interactivity.v1': ({ sides }, sources) =>
    inTime(bySides((side) => sides[side].handovers.map(({ turn }) => of(side, turn, sources[side].floor.in(turn), 1)))),
  'patience_mean.v1': waits(gapMs),
  'patience_median.v1': waits(gapMs),
  'patience_gaps.v1': waits(() => 1),
  'overlapped_responses.v1': ({ patience }, sources) =>
    patience.overlapped.map(({ turn, after }) => {
      const overlap = { startMs: turn.startMs, endMs: after.endMs };
      return { ...byBoth(overlap, sources, 1), speaker: 'agent' };
    }),
  'overtalk.v1': ({ overlaps }, sources) => overlaps.map((overlap) => byBoth(overlap, sources, lengthOf(overlap))),
  'overtalk_instances.v1': ({ overtalk }, sources) => overtalk.map((overlap) => byBoth(overlap, sources, 1)),
  ...ofSides((side) => ({
    [`${side}_talk_time.v1`]: talkOf(side),
    [`${side}_talk_share.v1`]: talkOf(side),
    [`${side}_turns.v1`]: ({ sides }, sources) =>
      sides[side].turns.map((turn) => of(side, turn, sources[side].floor.in(turn), 1)),
    [`${side}_interruptions.v1`]: ({ sides }, sources) =>
      sides[side].interruptions.map((found) => ({ ...byBoth(found, sources, 1), speaker: side })),
  })),
};

/** By metric: what an utterance adds to it; `timed` ones are of timed calls only. */
const ofText: Record<string, { side: Side; timed?: true; amount: (text: TextFindings) => number }> = ofSides(
  (side) => ({
    [`${side}_words.v1`]: { side, amount: ({ utterance }) => utterance.wordCount },
    [`${side}_words_per_minute.v1`]: { side, timed: true, amount: ({ utterance }) => utterance.wordCount },
    [`${side}_fillers_per_minute.v1`]: { side, timed: true, amount: ({ fillers }) => fillers },
    [`${side}_open_questions.v1`]: { side, amount: ({ questions }) => questions.open },
    [`${side}_closed_questions.v1`]: { side, amount: ({ questions }) => questions.closed },
  }),
);

/** Gives the stretches that make a metric, by time; null for one that is made of none. */
export function evidenceOf(texts: TextFindings[], time: TimeFindings | null): (metricId: string) => Evidence[] | null {
  const sources = time && { agent: sourcesOf(time, 'agent'), customer: sourcesOf(time, 'customer') };
  return (metricId) => {
    const make = ofTime[metricId];
    if (make !== undefined) return time && sources ? make(time, sources) : [];
    const count = ofText[metricId];
    if (count === undefined) return null;
    if (count.timed && time === null) return [];
    return said(texts, count.side, count.amount);
  };
}

function said(texts: TextFindings[], side: Side, amountOf: (text: TextFindings) => number): Evidence[] {
  const evidence = texts.flatMap((text) => {
    const { speaker, startMs, endMs, seq } = text.utterance;
    const amount = amountOf(text);
    return speaker === side && amount > 0 ? [{ startMs, endMs, speaker, seqs: [seq], amount }] : [];
  });
  return inTime(evidence);
}

function sourcesOf({ sides }: TimeFindings, side: Side): SideSources {
  const { stretches } = sides[side].speech;
  return { spoken: new Sources(stretches), floor: new Sources(stretches.filter(({ backchannel }) => !backchannel)) };
}

function talkOf(side: Side): Make {
  return ({ sides }, sources) =>
    sides[side].speech.spoken.map((spoken) => of(side, spoken, sources[side].spoken.in(spoken), lengthOf(spoken)));
}

function longestOf(side: Side): Make {
  return ({ sides }, sources) => {
    const { longest } = sides[side];
    return longest === undefined ? [] : [of(side, longest, sources[side].floor.in(longest), lengthOf(longest))];
  };
}

/** The gap, with what is said last before it and first after it. */
function waits(amountOf: typeof gapMs): Make {
  return ({ patience }, { agent, customer }) =>
    patience.waits.map((wait) => {
      const gap = { startMs: wait.after.endMs, endMs: wait.turn.startMs };
      const before = customer.floor.in({ startMs: gap.startMs - 1, endMs: gap.startMs });
      const behind = agent.floor.in({ startMs: gap.endMs, endMs: gap.endMs + 1 });
      return of('agent', gap, [...before, ...behind], amountOf(wait));
    });
}

function byBoth(interval: Interval, { agent, customer }: Record<Side, SideSources>, amount: number): Evidence {
  const seqs = [...agent.spoken.in(interval), ...customer.spoken.in(interval)].sort((a, b) => a - b);
  return of(null, interval, seqs, amount);
}

function silent(interval: Interval, amount: number): Evidence {
  return of(null, interval, [], amount);
}

function of(speaker: Side | null, { startMs, endMs }: Interval, seqs: number[], amount: number): Evidence {
  return { startMs, endMs, speaker, seqs, amount };
}

function inTime(evidence: Evidence[]): Evidence[] {
  return evidence.sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0) || (a.seqs[0] ?? 0) - (b.seqs[0] ?? 0));
}

function bySides<T>(make: (side: Side) => T[]): T[] {
  return [...make('agent'), ...make('customer')];
}

function ofSides<T>(make: (side: Side) => Record<string, T>): Record<string, T> {
  return { ...make('agent'), ...make('customer') };
}
