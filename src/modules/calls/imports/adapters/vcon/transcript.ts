import { isObject, JsonObject, objectAt } from '../../reading/document';
import { parseEmbedded } from '../../reading/embedded-json';
import { FieldTally } from '../../reading/field-tally';
import { DocumentFault } from '../../transcript-adapter';
import { Turn } from './dialog';
import { ELSEWHERE, inlineBody, secondsAt } from './inline';
import { Parties } from './parties';

const SHAPE =
  'must be a list of turns, or an object with them as segments or utterances, each {party or speaker, text}';
const TYPES = ['transcript', 'transcription'];
const TEXTS = ['text', 'message'];
const TURN_FIELDS = ['party', 'speaker', 'start', 'end', ...TEXTS];

/** The turns of a transcript and the analysis it stood in. */
export interface Transcript {
  turns: Turn[];
  analysis: JsonObject;
}

/**
 * The first transcript among the analyses that is in the document itself; undefined when there is none. Everything else
 * is reported as dropped. Throws DocumentFault when it is in a shape that is not known.
 */
export function readTranscript(analyses: unknown[], parties: Parties, tally: FieldTally): Transcript | undefined {
  let transcript: Transcript | undefined;
  analyses.forEach((value, index) => {
    const place = `analysis.${index}`;
    const analysis = objectAt(value, place);
    const readable = TYPES.includes(analysis['type'] as string) && analysis['body'] !== undefined;
    if (readable && transcript === undefined)
      transcript = { analysis, turns: readTurns(analysis, place, parties, tally) };
    else dropAnalysis(analysis, tally);
  });
  return transcript;
}

/** Reports an analysis that is not read. */
export function dropAnalysis(analysis: unknown, tally: FieldTally): void {
  const elsewhere = isObject(analysis) && analysis['url'] !== undefined;
  if (elsewhere) tally.drop('analysis.*.url', ELSEWHERE);
  else tally.drop('analysis.*', 'Parley makes its own analysis');
}

function readTurns(analysis: JsonObject, place: string, parties: Parties, tally: FieldTally): Turn[] {
  const inline = inlineBody(analysis, place);
  // Writers put JSON into a text as well.
  const body = typeof inline === 'string' ? parseEmbedded(inline, `${place}.body`) : inline;
  const list = isObject(body) ? (body['segments'] ?? body['utterances']) : body;
  if (!Array.isArray(list)) throw new DocumentFault(`${place}.body`, SHAPE);
  const inner = isObject(body) ? (body['segments'] === undefined ? '.utterances' : '.segments') : '';
  return list.flatMap((value: unknown, index) => {
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
  if ((entry['start'] ?? null) === null) return { startAt: null, durationMs: null };
  const startAt = secondsAt(entry['start'], `${place}.start`);
  tally.map('transcript.*.start', 'utterances.*.startMs');
  if ((entry['end'] ?? null) === null) return { startAt, durationMs: null };
  const endAt = secondsAt(entry['end'], `${place}.end`);
  if (endAt < startAt) throw new DocumentFault(`${place}.end`, 'must not lie before start');
  tally.map('transcript.*.end', 'utterances.*.endMs');
  return { startAt, durationMs: endAt - startAt };
}
