import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { JsonObject, listAt, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { DocumentFault } from '../../transcript-adapter';
import { ELSEWHERE, inlineBody, instantAt, secondsAt } from './inline';
import { Parties } from './parties';

/** What one party wrote or said. */
export interface Turn {
  place: string;
  /** Label of the speaker. */
  label: string;
  /** Ms since 1970, or since the start of what was transcribed; null when the document does not tell it. */
  startAt: number | null;
  /** Null when the document does not tell it. */
  durationMs: number | null;
  text: string;
}

const TEXTLESS = ['recording', 'recording-set', 'transfer', 'incomplete'];
const FIELDS = ['type', 'start', 'duration', 'parties', 'originator', 'mediatype', 'mimetype', 'body', 'encoding'];
const NO_PLACE = 'a call has no place for it';
/** Why a start without an end becomes no time of an utterance. */
export const ORDER_ALONE = 'without an end or a duration it tells the order alone';

/** The texts of the dialog by their index; everything else is reported as dropped. Throws DocumentFault. */
export function readDialog(dialog: unknown, parties: Parties, tally: FieldTally): Map<number, Turn> {
  const turns = new Map<number, Turn>();
  listAt(dialog ?? [], 'dialog', MAX_UTTERANCES_PER_CALL).forEach((value, index) => {
    const place = `dialog.${index}`;
    const entry = objectAt(value, place);
    const obstacle = obstacleIn(entry);
    if (obstacle !== undefined) return tally.drop(obstacle.from, obstacle.reason);
    const turn = readText(entry, place, parties);
    turns.set(index, turn);
    tally.dropRest(entry, FIELDS, 'dialog.*.', NO_PLACE);
  });
  return turns;
}

/** Counts what a turn of the dialog became. */
export function tallyTurn({ durationMs }: Turn, tally: FieldTally): void {
  tally.map('dialog.*.body', 'utterances.*.text');
  if (durationMs === null) tally.drop('dialog.*.start', ORDER_ALONE);
  else tally.map('dialog.*.start', 'utterances.*.startMs');
  tally.map('dialog.*.parties', 'utterances.*.speaker');
  if (durationMs !== null) tally.map('dialog.*.duration', 'utterances.*.endMs');
}

/** An utterance has both times or none: an end that nobody told is not made up. */
export function timesOf(
  { startAt, durationMs }: Turn,
  origin: number,
): { startMs: number | null; endMs: number | null } {
  if (startAt === null || durationMs === null) return { startMs: null, endMs: null };
  return { startMs: startAt - origin, endMs: startAt - origin + durationMs };
}

/** Why there is no text to read. */
function obstacleIn(entry: JsonObject): { from: string; reason: string } | undefined {
  const type: unknown = entry['type'];
  if (entry['url'] !== undefined) return { from: 'dialog.*.url', reason: ELSEWHERE };
  if (TEXTLESS.includes(type as string)) return { from: `dialog.* (${type as string})`, reason: 'it has no text' };
  if (type !== 'text') return { from: 'dialog.*.type', reason: 'only texts are read' };
  if (entry['body'] === undefined) return { from: 'dialog.* (without body)', reason: 'it may be redacted' };
  // Named mimetype in version 0.0.1.
  const mediaType: unknown = entry['mediatype'] ?? entry['mimetype'] ?? 'text/plain';
  const plain = typeof mediaType === 'string' && /^text\/plain *(;|$)/i.test(mediaType);
  return plain ? undefined : { from: 'dialog.*.body', reason: 'only text/plain is read' };
}

function readText(entry: JsonObject, place: string, parties: Parties): Turn {
  const text = inlineBody(entry, place);
  if (typeof text !== 'string') throw new DocumentFault(`${place}.body`, 'must be text');
  const duration = entry['duration'] ?? null;
  return {
    place,
    label: parties.labelAt(...writerOf(entry, place)),
    startAt: instantAt(entry['start'], `${place}.start`),
    durationMs: duration === null ? null : secondsAt(duration, `${place}.duration`),
    text,
  };
}

/** The originator, else the first of the parties, which may be lists of lists. */
function writerOf(entry: JsonObject, place: string): [unknown, string] {
  if ((entry['originator'] ?? null) !== null) return [entry['originator'], `${place}.originator`];
  let first: unknown = entry['parties'];
  for (let depth = 0; depth < 2 && Array.isArray(first); depth += 1) first = first[0];
  return [first, `${place}.parties`];
}
