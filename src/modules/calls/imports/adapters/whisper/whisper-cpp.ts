import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { isAbsent, JsonObject, listAt, millisecondsAt, objectAt, textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { readLanguage } from '../../reading/language-tags';
import { endAfter, Turn } from '../../reading/turns';
import { Voice } from '../../reading/voices';
import { WhisperReading } from './whisper-segments';

const SPEAKER = 'transcription.*.speaker';
const READ = ['result', 'params', 'transcription'];
const READ_IN_ENTRY = ['text', 'offsets', 'speaker'];
const REASONS = {
  timestamps: 'offsets tell it in milliseconds',
  tokens: 'pieces of words',
  speaker_turn_next: 'tells that the speaker changes, not who speaks',
};
/** What whisper.cpp writes when it cannot tell the channels apart. */
const UNKNOWN_SPEAKER = '?';

/** The JSON of whisper.cpp. Throws DocumentFault. */
export function readTranscription(source: JsonObject, tally: FieldTally): WhisperReading {
  tally.dropRest(source, READ, '', NO_PLACE);
  const head = readSpokenLanguage(source, tally);
  const turns: Turn[] = [];
  listAt(source['transcription'], 'transcription', MAX_UTTERANCES_PER_CALL).forEach((entry, index) => {
    const place = `transcription.${index}`;
    const turn = readEntry(objectAt(entry, place), place, tally);
    if (turn !== undefined) turns.push(turn);
  });
  return { head, turns, labels: { channel: SPEAKER, speaker: SPEAKER } };
}

/** A translation is English, whatever was spoken. */
function readSpokenLanguage(source: JsonObject, tally: FieldTally): JsonObject {
  const params = isAbsent(source['params']) ? {} : objectAt(source['params'], 'params');
  const result = isAbsent(source['result']) ? {} : objectAt(source['result'], 'result');
  const isTranslated = params['translate'] === true;
  tally.dropRest(params, isTranslated ? ['translate'] : [], 'params.', NO_PLACE);
  tally.dropRest(result, ['language'], 'result.', NO_PLACE);
  if (!isTranslated) return readLanguage(result['language'], 'result.language', tally);
  tally.map('params.translate', 'language');
  if (result['language'] !== undefined) tally.drop('result.language', 'the text is a translation into English');
  return { language: 'en' };
}

/** Undefined when nothing was said. */
function readEntry(entry: JsonObject, place: string, tally: FieldTally): Turn | undefined {
  const text = textAt(entry['text'], `${place}.text`).trim();
  if (text === '') {
    tally.drop('transcription.*', 'nothing was said');
    return undefined;
  }
  const offsets = objectAt(entry['offsets'], `${place}.offsets`);
  const startMs = millisecondsAt(offsets['from'], `${place}.offsets.from`);
  const endMs = endAfter(startMs, millisecondsAt(offsets['to'], `${place}.offsets.to`), `${place}.offsets.to`);
  tally.map('transcription.*.text', 'utterances.*.text');
  tally.map('transcription.*.offsets.from', 'utterances.*.startMs');
  tally.map('transcription.*.offsets.to', 'utterances.*.endMs');
  tally.dropRest(offsets, ['from', 'to'], 'transcription.*.offsets.', NO_PLACE);
  tally.dropRest(entry, READ_IN_ENTRY, 'transcription.*.', NO_PLACE, REASONS);
  return { place, voice: readVoice(entry['speaker'], place, tally), startMs, endMs, said: { text } };
}

/** The speaker of whisper.cpp is the louder channel. */
function readVoice(speaker: unknown, place: string, tally: FieldTally): Voice {
  if (isAbsent(speaker)) return {};
  const label = textAt(speaker, `${place}.speaker`);
  if (label !== UNKNOWN_SPEAKER) return { channel: label, speaker: label };
  tally.drop(SPEAKER, 'neither channel was the louder');
  return {};
}
