import { JsonObject } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { Adapted, DocumentFault, GivenRoles, GuessedField } from '../../transcript-adapter';
import { readDialog, tallyTurn, Turn } from './dialog';
import { instantAt } from './inline';
import { Parties } from './parties';
import { dropAnalysis, readTranscript, Transcript } from './transcript';

/** The outline of a vCon. */
export interface Outline {
  source: JsonObject;
  parties: Parties;
  analyses: unknown[];
  tally: FieldTally;
}

interface Spoken {
  turns: Turn[];
  /** Ms since 1970 to which the turns' times are; undefined when the document does not tell it. */
  startedAt: number | undefined;
  guessed: GuessedField[];
}

/** A vCon that somebody else wrote: its texts, else its transcript. Throws DocumentFault. */
export function adaptForeign(outline: Outline, roles: GivenRoles): Adapted {
  const { source, parties, analyses, tally } = outline;
  const texts = [...readDialog(source['dialog'], parties, tally).values()].filter((turn) => isSaid(turn, tally));
  if (texts.length > 0) analyses.forEach((analysis) => dropAnalysis(analysis, tally));
  const spoken = texts.length > 0 ? fromTexts(texts, tally) : fromTranscript(outline);
  const turns = inOrder(spoken.turns);
  const assigned = parties.assign(
    turns.map(({ label }) => label),
    roles,
    tally,
  );
  if (typeof source['uuid'] === 'string') tally.map('uuid', 'externalId');
  const call = {
    externalId: source['uuid'],
    ...parties.identities(assigned, tally),
    ...(spoken.startedAt === undefined ? {} : { startedAt: new Date(spoken.startedAt).toISOString() }),
    utterances: turns.map((turn, index) => ({
      seq: index + 1,
      speaker: assigned.roles.get(turn.label),
      ...timesOf(turn, texts.length > 0 ? (spoken.startedAt as number) : 0),
      text: turn.text,
    })),
  };
  parties.dropRest(tally);
  for (const name of ['created_at', 'updated_at'])
    if (isUnused(name, outline)) tally.drop(name, 'when the vCon was made, not the call');
  const guessed = [...assigned.guessed, ...spoken.guessed, ...guessedEnds(turns)];
  return { call, mapped: tally.mapped, dropped: tally.dropped, guessed, places: turns.map(({ place }) => place) };
}

function isUnused(name: string, { source, tally }: Outline): boolean {
  return source[name] !== undefined && !tally.mapped.some(({ from }) => from === name);
}

function isSaid({ text }: Turn, tally: FieldTally): boolean {
  const blank = text.trim() === '';
  if (blank) tally.drop('dialog.* (blank)', 'nothing was said');
  return !blank;
}

function fromTexts(turns: Turn[], tally: FieldTally): Spoken {
  turns.forEach((turn) => tallyTurn(turn, tally));
  tally.map('dialog.*.start (the earliest)', 'startedAt');
  const startedAt = turns.reduce((earliest, { startAt }) => Math.min(earliest, startAt ?? earliest), Infinity);
  return { turns, startedAt, guessed: [] };
}

function fromTranscript({ source, parties, analyses, tally }: Outline): Spoken {
  const transcript = readTranscript(analyses, parties, tally);
  if (transcript === undefined || transcript.turns.length === 0) {
    throw new DocumentFault('dialog', 'has no text in the document itself, and neither has analysis a transcript');
  }
  return { turns: transcript.turns, ...transcriptStart(source, transcript, tally) };
}

/** When the recording began that was transcribed. */
function transcriptStart(source: JsonObject, { analysis }: Transcript, tally: FieldTally): Omit<Spoken, 'turns'> {
  const dialogs = Array.isArray(source['dialog']) ? (source['dialog'] as JsonObject[]) : [];
  const told: unknown = [analysis['dialog'] ?? 0].flat()[0];
  const start = typeof told === 'number' ? dialogs[told]?.['start'] : undefined;
  if (start !== undefined) {
    tally.map('dialog.*.start', 'startedAt');
    return { startedAt: instantAt(start, `dialog.${told as number}.start`), guessed: [] };
  }
  if (source['created_at'] === undefined) return { startedAt: undefined, guessed: [] };
  tally.map('created_at', 'startedAt');
  const guess = 'when the vCon was made, since no dialog tells a start';
  return { startedAt: instantAt(source['created_at'], 'created_at'), guessed: [{ field: 'startedAt', guess }] };
}

/** Dialogs stand in the order in which they were added; what has no times keeps its place. */
function inOrder(turns: Turn[]): Turn[] {
  if (turns.some(({ startAt }) => startAt === null)) return turns;
  return [...turns].sort((a, b) => (a.startAt ?? 0) - (b.startAt ?? 0));
}

function timesOf({ startAt, durationMs }: Turn, origin: number): JsonObject {
  if (startAt === null) return {};
  return { startMs: startAt - origin, endMs: startAt - origin + (durationMs ?? 0) };
}

function guessedEnds(turns: Turn[]): GuessedField[] {
  const open = turns.some(({ startAt, durationMs }) => startAt !== null && durationMs === null);
  return open ? [{ field: 'utterances.*.endMs', guess: 'startMs where no duration or end is told' }] : [];
}
