import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { isObject, JsonObject, listAt, objectAt } from '../../reading/document';
import { parseEmbedded } from '../../reading/embedded-json';
import { FieldTally } from '../../reading/field-tally';
import { DocumentFault } from '../../transcript-adapter';
import { ORDER_ALONE, Turn } from './dialog';
import { inlineBody, secondsAt } from './inline';
import { Parties } from './parties';

const SHAPE =
  'must be a list of turns, or an object with them as segments or utterances, each {party or speaker, text}';
const TEXTS = ['text', 'message'];
const TURN_FIELDS = ['party', 'speaker', 'start', 'end', ...TEXTS];

/** What is said in the body of a transcript, with its own times. Throws DocumentFault when its shape is not known. */
export function readTurns(analysis: JsonObject, place: string, parties: Parties, tally: FieldTally): Turn[] {
  const inline = inlineBody(analysis, place);
  // Writers put JSON into a text as well.
  const body = typeof inline === 'string' ? parseEmbedded(inline, `${place}.body`) : inline;
  const list = isObject(body) ? (body['segments'] ?? body['utterances']) : body;
  if (!Array.isArray(list)) throw new DocumentFault(`${place}.body`, SHAPE);
  const inner = isObject(body) ? (body['segments'] === undefined ? '.utterances' : '.segments') : '';
  return listAt(list, `${place}.body${inner}`, MAX_UTTERANCES_PER_CALL).flatMap((value: unknown, index) => {
    const turn = readTurn(value, `${place}.body${inner}.${index}`, parties, tally);
    return turn === undefined ? [] : [turn];
  });
}

function readTurn(value: unknown, place: string, parties: Parties, tally: FieldTally): Turn | undefined {
  const entry = objectAt(value, place);
  const name = TEXTS.find((candidate) => typeof entry[candidate] === 'string');
  if (name === undefined) throw new DocumentFault(`${place}.text`, 'must be text');
  const text = entry[name] as string;
  if (text.trim() === '') {
    tally.drop('transcript.*', 'nothing was said');
    return undefined;
  }
  tally.map(`transcript.*.${name}`, 'utterances.*.text');
  tally.dropRest(entry, TURN_FIELDS, 'transcript.*.', 'a call has no place for it');
  return { place, label: speakerOf(entry, place, parties, tally), text, ...timesOf(entry, place, tally) };
}

function speakerOf(entry: JsonObject, place: string, parties: Parties, tally: FieldTally): string {
  const { party, speaker } = entry;
  if (typeof party === 'number') {
    tally.map('transcript.*.party', 'utterances.*.speaker');
    return parties.labelAt(party, `${place}.party`);
  }
  const label = speaker ?? party;
  if (typeof label !== 'number' && (typeof label !== 'string' || label === '')) {
    throw new DocumentFault(`${place}.speaker`, 'must name the speaker');
  }
  tally.map('transcript.*.speaker', 'utterances.*.speaker');
  return typeof label === 'number' ? String(label) : parties.labelOf(label);
}

function timesOf(entry: JsonObject, place: string, tally: FieldTally): Pick<Turn, 'startAt' | 'durationMs'> {
  const startAt = timeAt(entry, 'start', place);
  const endAt = timeAt(entry, 'end', place);
  if (startAt !== null && endAt !== null) {
    if (endAt < startAt) throw new DocumentFault(`${place}.end`, 'must not lie before start');
    tally.map('transcript.*.start', 'utterances.*.startMs');
    tally.map('transcript.*.end', 'utterances.*.endMs');
    return { startAt, durationMs: endAt - startAt };
  }
  if (startAt !== null) tally.drop('transcript.*.start', ORDER_ALONE);
  if (endAt !== null) tally.drop('transcript.*.end', 'without a start it is no time of an utterance');
  return { startAt, durationMs: null };
}

function timeAt(entry: JsonObject, name: 'start' | 'end', place: string): number | null {
  return (entry[name] ?? null) === null ? null : secondsAt(entry[name], `${place}.${name}`);
}
