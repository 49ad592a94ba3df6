import { streamColumns } from '../placing';
import { Utterance } from '../entities/utterance.entity';
import { advance, emptyStreamState, ScoredUtterance, StreamState, Trend } from '../sentiment/rolling';

/** An utterance as the stream knows it. */
export type StreamedUtterance = ScoredUtterance & Pick<Utterance, 'trend' | 'rollingAgent' | 'rollingCustomer'>;

/** What a stream becomes by a correction. */
export interface Restreamed {
  /** All utterances, by position. */
  utterances: StreamedUtterance[];
  /** Those that are not as they were. */
  changed: StreamedUtterance[];
  state: StreamState;
  /** As of the last utterance; null without any. */
  trend: Trend | null;
}

/** Runs the stream anew, as if the utterances had arrived corrected. @param stored by position */
export function restream(stored: StreamedUtterance[], correct: (u: StreamedUtterance) => ScoredUtterance): Restreamed {
  let state = emptyStreamState();
  let trend: Trend | null = null;
  const changed: StreamedUtterance[] = [];
  const utterances = stored.map((before) => {
    const corrected = correct(before);
    const step = advance(state, corrected);
    ({ state, trend } = step);
    const after = { ...before, ...corrected, ...streamColumns(step) };
    if (differs(before, after)) changed.push(after);
    return after;
  });
  return { utterances, changed, state, trend };
}

function differs(before: StreamedUtterance, after: StreamedUtterance): boolean {
  return (
    before.speaker !== after.speaker ||
    before.words !== after.words ||
    before.scoreE4 !== after.scoreE4 ||
    before.trend !== after.trend ||
    before.rollingAgent !== after.rollingAgent ||
    before.rollingCustomer !== after.rollingCustomer
  );
}
