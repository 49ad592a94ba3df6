import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { isObject, JsonObject, listAt, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { DocumentFault, GuessedField } from '../../transcript-adapter';
import { Turn } from './dialog';
import { ELSEWHERE, instantAt } from './inline';
import { Outline } from './outline';
import { readTurns } from './transcript';

/** What stands in the dialog of a vCon. */
interface Dialogs {
  entries: JsonObject[];
  /** Those that are text, by their index. */
  texts: ReadonlyMap<number, Turn>;
  /** Indexes of those that may have been transcribed. */
  heard: number[];
}

/** A transcript whose turns' times are ms since 1970, or since the start of what was transcribed when that is not told. */
export interface Transcript {
  place: string;
  turns: Turn[];
  /** Ms since 1970. */
  startAt: number | null;
  guessed: GuessedField[];
}

const TYPES = ['transcript', 'transcription'];
const SOUNDLESS = ['transfer', 'incomplete'];
const TOO_MANY = `and the transcripts before it must contain no more than ${MAX_UTTERANCES_PER_CALL} turns together`;
const FIRST_DIALOG = 'the times of a transcript of several dialogs count from the start of the first';

/** One transcript of each dialog that is no text itself; all other analyses are reported as dropped. Throws DocumentFault. */
export function readTranscripts(
  { source, analyses, parties, tally }: Outline,
  texts: ReadonlyMap<number, Turn>,
): Transcript[] {
  const dialogs = dialogsIn((source['dialog'] ?? []) as JsonObject[], texts);
  const read = new Set<number>();
  const transcripts: Transcript[] = [];
  let count = 0;
  analyses.forEach((value, index) => {
    const place = `analysis.${index}`;
    const analysis = objectAt(value, place);
    if (!TYPES.includes(analysis['type'] as string) || analysis['body'] === undefined) {
      return dropAnalysis(analysis, tally);
    }
    const about = dialogsOf(analysis, place, dialogs, read);
    const obstacle = obstacleTo(about, place, dialogs, read);
    if (obstacle !== undefined) return tally.drop('analysis.* (transcript)', obstacle);
    about.forEach((dialog) => read.add(dialog));
    const turns = readTurns(analysis, place, parties, tally);
    count += turns.length;
    if (count > MAX_UTTERANCES_PER_CALL) throw new DocumentFault(`${place}.body`, TOO_MANY);
    if (turns.length > 0) transcripts.push(placed(turns, about, place, dialogs));
  });
  return transcripts;
}

function dialogsIn(entries: JsonObject[], texts: ReadonlyMap<number, Turn>): Dialogs {
  const heard = entries.flatMap(({ type }, at) => (texts.has(at) || SOUNDLESS.includes(type as string) ? [] : [at]));
  return { entries, texts, heard };
}

/** Reports an analysis that is not read. */
export function dropAnalysis(analysis: unknown, tally: FieldTally): void {
  if (!isObject(analysis)) return tally.drop('analysis.*', 'it is no object');
  if (analysis['url'] !== undefined) return tally.drop('analysis.*.url', ELSEWHERE);
  const isTranscript = TYPES.includes(analysis['type'] as string);
  if (!isTranscript) return tally.drop('analysis.*', 'Parley makes its own analysis');
  const reason = analysis['body'] === undefined ? 'it has no body' : 'what was said stands in what Parley wrote';
  tally.drop('analysis.* (transcript)', reason);
}

/** Indexes of what was transcribed, -1 where there is no dialog. Throws DocumentFault when it may be one or another. */
function dialogsOf(analysis: JsonObject, place: string, { heard, texts }: Dialogs, read: Set<number>): number[] {
  const told = listAt([analysis['dialog'] ?? []].flat(), `${place}.dialog`, MAX_UTTERANCES_PER_CALL);
  if (told.length > 0) return told.map((index) => (typeof index === 'number' ? index : -1));
  if (heard.length > 1 && (texts.size > 0 || read.size > 0)) {
    throw new DocumentFault(`${place}.dialog`, 'must tell which dialog was transcribed');
  }
  return heard.length > 0 ? heard : [texts.keys().next().value ?? -1];
}

/** Why the transcript would only repeat what is read anyway. Throws DocumentFault when it would in part. */
function obstacleTo(about: number[], place: string, { texts }: Dialogs, read: Set<number>): string | undefined {
  if (about.every((dialog) => texts.has(dialog))) return 'what it is made of is text in the dialog';
  if (about.some((dialog) => texts.has(dialog))) {
    throw new DocumentFault(`${place}.dialog`, 'must not name texts of the dialog beside what was transcribed');
  }
  return about.some((dialog) => read.has(dialog)) ? 'another transcript of the same dialog is read' : undefined;
}

function placed(turns: Turn[], about: number[], place: string, { entries }: Dialogs): Transcript {
  const [dialog = -1] = about;
  const start = entries[dialog]?.['start'] ?? null;
  const startAt = start === null ? null : instantAt(start, `dialog.${dialog}.start`);
  return {
    place,
    turns: turns.map((turn) => (turn.startAt === null ? turn : { ...turn, startAt: turn.startAt + (startAt ?? 0) })),
    startAt,
    guessed: about.length === 1 ? [] : [{ field: 'utterances.*.startMs', guess: FIRST_DIALOG }],
  };
}
