import { JsonObject } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { Adapted, DocumentFault, GivenRoles, GuessedField } from '../../transcript-adapter';
import { readDialog, tallyTurn, timesOf, Turn } from './dialog';
import { instantAt } from './inline';
import { Outline } from './outline';
import { readTranscripts, Transcript } from './transcripts';

/** What was said in one order. */
interface Spoken {
  turns: Turn[];
  /** Ms since 1970 when the call began, undefined when the document does not tell it. */
  startedAt: number | undefined;
  /** What the turns' times are counted from. */
  origin: number;
  guessed: GuessedField[];
}

const UNTIMED_AMONG = 'a turn without times follows the one before it, the first the start of what was transcribed';
const ALIKE = 'who has the same label in two transcripts is the same';

/** A vCon that somebody else wrote: its texts, and the transcripts of what is no text. Throws DocumentFault. */
export function adaptForeign(outline: Outline, roles: GivenRoles): Adapted {
  const { source, parties, tally } = outline;
  const { turns, startedAt, origin, guessed: guessedTimes } = readSpoken(outline);
  const labels = turns.map(({ label }) => label);
  const assigned = parties.assign(labels, roles, tally);
  if (typeof source['uuid'] === 'string') tally.map('uuid', 'externalId');
  const call = {
    externalId: source['uuid'],
    ...parties.identities(assigned, tally),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt).toISOString() }),
    utterances: turns.map((turn, index) => ({
      seq: index + 1,
      speaker: assigned.roles.get(turn.label),
      ...timesOf(turn, origin),
      text: turn.text,
    })),
  };
  parties.dropRest(tally);
  for (const name of ['created_at', 'updated_at'])
    if (isUnused(name, outline)) tally.drop(name, 'when the vCon was made, not the call');
  const guessed = [...assigned.guessed, ...guessedTimes];
  return { call, mapped: tally.mapped, dropped: tally.dropped, guessed, places: turns.map(({ place }) => place) };
}

function isUnused(name: string, { source, tally }: Outline): boolean {
  return source[name] !== undefined && !tally.mapped.some(({ from }) => from === name);
}

function readSpoken(outline: Outline): Spoken {
  const { source, parties, tally } = outline;
  const texts = readDialog(source['dialog'], parties, tally);
  const transcripts = readTranscripts(outline, texts);
  const said = [...texts.values()].filter((turn) => isSaid(turn, tally));
  said.forEach((turn) => tallyTurn(turn, tally));
  if (said.length === 0 && transcripts.length === 0) {
    throw new DocumentFault('dialog', 'has no text in the document itself, and neither has analysis a transcript');
  }
  const [only] = transcripts;
  if (only?.startAt === null && transcripts.length === 1 && said.length === 0) return fromUndated(only, source, tally);
  return merged(said, transcripts, tally);
}

function isSaid({ text }: Turn, tally: FieldTally): boolean {
  const blank = text.trim() === '';
  if (blank) tally.drop('dialog.* (blank)', 'nothing was said');
  return !blank;
}

/** Nothing but one transcript, of which no dialog tells when it began. */
function fromUndated({ turns, guessed }: Transcript, source: JsonObject, tally: FieldTally): Spoken {
  const spoken = { turns: inOrder([{ turns, startAt: 0 }]), origin: 0 };
  if (source['created_at'] === undefined) return { ...spoken, startedAt: undefined, guessed };
  tally.map('created_at', 'startedAt');
  const guess = 'when the vCon was made, since no dialog tells a start';
  const startedAt = instantAt(source['created_at'], 'created_at');
  return { ...spoken, startedAt, guessed: [...guessed, { field: 'startedAt', guess }] };
}

/** Texts and transcripts by time; they begin with the earliest. */
function merged(texts: Turn[], transcripts: Transcript[], tally: FieldTally): Spoken {
  const sources = [
    ...texts.map((turn) => ({ turns: [turn], startAt: turn.startAt as number })),
    ...transcripts.map(({ turns, startAt, place }) => ({ turns, startAt: startAt ?? refuseUndated(place) })),
  ];
  tally.map('dialog.*.start (the earliest)', 'startedAt');
  const startedAt = sources.reduce((earliest, { startAt }) => Math.min(earliest, startAt), Infinity);
  const guessed = [...transcripts.flatMap((transcript) => transcript.guessed), ...guessedAmong(sources, transcripts)];
  return { turns: inOrder(sources), startedAt, origin: startedAt, guessed };
}

function refuseUndated(place: string): never {
  throw new DocumentFault(`${place}.dialog`, 'must be a dialog with a start, by which to put it among the others');
}

/** Dialogs stand in the order in which they were added; what has no times follows what stands before it. */
function inOrder(sources: { turns: Turn[]; startAt: number }[]): Turn[] {
  const placed = sources.flatMap(({ turns, startAt }) => {
    let at = startAt;
    return turns.map((turn) => ({ turn, at: (at = turn.startAt ?? at) }));
  });
  return placed.sort((a, b) => a.at - b.at).map(({ turn }) => turn);
}

/** What is taken for granted where several sources are put together. */
function guessedAmong(sources: unknown[], transcripts: Transcript[]): GuessedField[] {
  const untimed = transcripts.some(({ turns }) => turns.some(({ startAt }) => startAt === null));
  return [
    ...(sources.length > 1 && untimed ? [{ field: 'utterances.*.seq', guess: UNTIMED_AMONG }] : []),
    ...(transcripts.length > 1 ? [{ field: 'utterances.*.speaker', guess: ALIKE }] : []),
  ];
}
