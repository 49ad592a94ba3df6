import { isObject, JsonObject, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { Adapted, FieldRule, TranscriptAdapter } from '../../transcript-adapter';
import { inOrderOfStart, toUtterances } from '../../reading/turns';
import { assignVoices, tallyVoices } from '../../reading/voices';
import { readSegmented } from './whisper-segments';
import { readTranscription } from './whisper-cpp';

const SPEAKER = 'utterances.*.speaker';

const FIELDS: readonly FieldRule[] = [
  { from: 'language', to: 'language', note: 'english is en' },
  { from: 'task', to: 'language', note: 'translate is en: the text is the translation' },
  { from: 'segments.*.text', to: 'utterances.*.text', note: 'without surrounding white space' },
  { from: 'segments.*.start', to: 'utterances.*.startMs', note: 'seconds to the nearest millisecond' },
  { from: 'segments.*.end', to: 'utterances.*.endMs', note: 'seconds to the nearest millisecond' },
  { from: 'segments.*.speaker', to: SPEAKER, note: 'everybody is other where there is none' },
  { from: 'segments.*.words', to: 'utterances.*.words', note: 'those that have times' },
  { from: 'words', to: 'utterances.*.words', note: 'those within a segment' },
  { from: 'text', to: 'utterances.*.text', note: 'where there are no segments' },
  { from: 'result.language', to: 'language', note: 'whisper.cpp' },
  { from: 'params.translate', to: 'language', note: 'whisper.cpp; true is en' },
  { from: 'transcription.*.text', to: 'utterances.*.text', note: 'whisper.cpp' },
  { from: 'transcription.*.offsets.from', to: 'utterances.*.startMs', note: 'whisper.cpp' },
  { from: 'transcription.*.offsets.to', to: 'utterances.*.endMs', note: 'whisper.cpp' },
  { from: 'transcription.*.speaker', to: SPEAKER, note: 'whisper.cpp: the channel, 0 or 1' },
];

/** Everything a transcript without segments may have. */
const TEXT_ALONE = ['text', 'task', 'language', 'duration', 'words', 'segments', 'usage', 'logprobs'];

/** Whisper's JSON as OpenAI's service, whisper, faster-whisper and WhisperX write it, and that of whisper.cpp. */
export const whisperAdapter: TranscriptAdapter = {
  format: 'whisper',
  title: 'Whisper: verbose_json, diarized_json, WhisperX, whisper.cpp',
  fields: FIELDS,
  losses: [
    'externalId',
    'agent',
    'customer',
    'direction',
    'startedAt',
    'endedAt',
    'tags',
    'metadata',
    'utterances.*.vendorSentiment',
  ],

  recognises: (document) => isObject(document) && (isWhisperCpp(document) || isWhisper(document)),

  adapt(document, given): Adapted {
    const source = objectAt(document, '');
    const tally = new FieldTally();
    const { head, turns, labels } = isWhisperCpp(source)
      ? readTranscription(source, tally)
      : readSegmented(source, tally);
    const spoken = inOrderOfStart(turns);
    const voices = spoken.map(({ voice }) => voice);
    const { by, roleOf, guessed } = assignVoices(voices, given);
    tallyVoices(voices, by, labels, tally);
    const { utterances, places } = toUtterances(spoken, roleOf);
    return { call: { ...head, utterances }, mapped: tally.mapped, dropped: tally.dropped, guessed, places };
  },
};

function isWhisperCpp(document: JsonObject): boolean {
  return Array.isArray(document['transcription']);
}

function isWhisper(document: JsonObject): boolean {
  const { segments, text } = document;
  if (Array.isArray(segments) && segments.length > 0) {
    const first: unknown = segments[0];
    return isObject(first) && typeof first['text'] === 'string' && Object.hasOwn(first, 'start');
  }
  return typeof text === 'string' && Object.keys(document).every((name) => TEXT_ALONE.includes(name));
}
