import { MAX_UTTERANCES_PER_CALL } from '../../limits';
import { FieldTally } from './field-tally';
import { everybodyIsOther } from './roles';
import { inOrderOfStart } from './turns';
import { NamedAgent, rolesOfVoices } from './voice-roles';
import { DocumentFault, GuessedField } from '../transcript-adapter';
import { JsonObject } from './document';

/** A stretch of speech as a document of text has it, before it is known who is who. */
export interface SpokenPart {
  /** Where in the document: `cue 3`. */
  place: string;
  /** The label of who speaks, where the document has one. */
  voice?: string;
  text: string;
  startMs: number | null;
  endMs: number | null;
  /** When its cue begins, where its own times are not known since several voices share the cue. */
  cueMs?: number;
  /** The sender's own number, where the document has it. */
  seq?: number;
}

const UNNAMED = 'who is not named is neither agent nor customer: other';

/** Adds a part. Throws DocumentFault beyond what a call may hold, so that a hostile document fills no memory. */
export function addPart(parts: SpokenPart[], part: SpokenPart): void {
  if (parts.length === MAX_UTTERANCES_PER_CALL) {
    throw new DocumentFault(part.place, `is one more than the ${MAX_UTTERANCES_PER_CALL} utterances a call may hold`);
  }
  parts.push(part);
}

/** The parts in the order of their times; one without a time stays behind the part it follows in the document. */
export function inOrderOfSpeech(parts: readonly SpokenPart[]): SpokenPart[] {
  const timed = parts.map((part) => ({ part, startMs: part.startMs ?? part.cueMs ?? null }));
  return inOrderOfStart(timed).map(({ part }) => part);
}

/** Utterances, numbered in order where the document does not number them, and their places. */
export function toUtterances(
  parts: SpokenPart[],
  agent: NamedAgent,
): { utterances: JsonObject[]; places: string[]; guessed: GuessedField[] } {
  const voices = parts.flatMap(({ voice }) => (voice === undefined ? [] : [voice]));
  const { roles, guessed } = rolesOfVoices(voices, agent);
  const utterances = parts.map(({ voice, text, startMs, endMs, seq }, index) => ({
    seq: seq ?? index + 1,
    speaker: voice === undefined ? 'other' : roles.get(voice),
    startMs,
    endMs,
    text,
  }));
  const places = parts.map(({ place }) => place);
  return { utterances, places, guessed: [...guessed, ...guessUnnamed(parts.length, voices.length)] };
}

function guessUnnamed(parts: number, named: number): GuessedField[] {
  if (named === parts) return [];
  return [named === 0 ? everybodyIsOther : { field: everybodyIsOther.field, guess: UNNAMED }];
}

/** Times of a cue. Throws DocumentFault when it ends before it begins. */
export function refuseBackwards(startMs: number, endMs: number, place: string): void {
  if (endMs < startMs) throw new DocumentFault(place, 'must not end before it begins');
}

/** Counts a part of cues as mapped. */
export function tallyCue({ voice, startMs }: SpokenPart, tally: FieldTally): void {
  tally.map('cues.*.text', 'utterances.*.text');
  if (startMs !== null) {
    tally.map('cues.*.start', 'utterances.*.startMs');
    tally.map('cues.*.end', 'utterances.*.endMs');
  }
  if (voice !== undefined) tally.map('cues.*.voice', 'utterances.*.speaker');
}
