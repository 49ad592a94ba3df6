import { Speaker } from '../../sentiment/rolling';
import { JsonObject } from './document';
import { DocumentFault } from '../transcript-adapter';
import { Voice } from './voices';

/** One stretch of speech as it was read; V is what is known of who speaks. */
export interface Turn<V = Voice> {
  /** Where in the document, for errors. */
  place: string;
  voice: V;
  /** Null where the document has no times. */
  startMs: number | null;
  endMs: number | null;
  /** Other fields of the utterance: `text`, `words`, `vendorSentiment`. */
  said: JsonObject;
}

/** The turns in the order of their starts; turns without one stay behind the turn they follow in the document. */
export function inOrderOfStart<T extends Pick<Turn, 'startMs'>>(turns: readonly T[]): T[] {
  let latest = 0;
  const placed = turns.map((turn) => {
    latest = turn.startMs ?? latest;
    return { turn, at: latest };
  });
  return placed.sort((one, other) => one.at - other.at).map(({ turn }) => turn);
}

/** Utterances numbered from 1 in the order given, and where each came from. */
export function toUtterances<V>(
  turns: readonly Turn<V>[],
  roleOf: (voice: V) => Speaker,
): { utterances: JsonObject[]; places: string[] } {
  const utterances = turns.map(({ voice, startMs, endMs, said }, index) => ({
    seq: index + 1,
    speaker: roleOf(voice),
    startMs,
    endMs,
    ...said,
  }));
  return { utterances, places: turns.map(({ place }) => place) };
}

/** Throws DocumentFault when the end lies before the start. */
export function endAfter(startMs: number, endMs: number, place: string): number {
  if (endMs < startMs) throw new DocumentFault(place, 'must not lie before the start');
  return endMs;
}
