import { isAbsent, isEmptyList, isObject, JsonObject, listAt, objectAt, textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { languageTag, readLanguage } from '../../reading/language-tags';
import { Adapted, FieldRule, TranscriptAdapter } from '../../transcript-adapter';
import { inOrderOfStart, toUtterances } from '../../reading/turns';
import { assignVoices, tallyVoices } from '../../reading/voices';
import { ALTERNATIVE, Reading, readChannels, readUtterances, UTTERANCE } from './deepgram-turns';

const SPEAKER = 'utterances.*.speaker';
const LANGUAGE = 'results.channels.*.detected_language';

const FIELDS: readonly FieldRule[] = [
  { from: 'metadata.request_id', to: 'externalId' },
  { from: LANGUAGE, to: 'language', note: 'where all channels agree' },
  { from: `${UTTERANCE}.transcript`, to: 'utterances.*.text' },
  { from: `${UTTERANCE}.start`, to: 'utterances.*.startMs', note: 'seconds to the nearest millisecond' },
  { from: `${UTTERANCE}.end`, to: 'utterances.*.endMs', note: 'seconds to the nearest millisecond' },
  { from: `${UTTERANCE}.channel`, to: SPEAKER, note: 'where there are several channels' },
  { from: `${UTTERANCE}.speaker`, to: SPEAKER, note: 'in one channel; labels of several are written 0:1' },
  { from: `${UTTERANCE}.words`, to: 'utterances.*.words', note: 'punctuated_word before word' },
  { from: `${UTTERANCE}.sentiment`, to: 'utterances.*.vendorSentiment.label' },
  { from: `${UTTERANCE}.sentiment_score`, to: 'utterances.*.vendorSentiment.score' },
  {
    from: 'results.sentiments.segments',
    to: 'utterances.*.vendorSentiment',
    note: 'of exactly the words of one utterance, where it has none itself',
  },
  { from: `${ALTERNATIVE}.words.*.punctuated_word`, to: 'utterances.*.text', note: 'where there are no utterances' },
  { from: `${ALTERNATIVE}.words`, to: 'utterances.*.words', note: 'where there are no utterances' },
  { from: `${ALTERNATIVE}.words.*.speaker`, to: SPEAKER, note: 'where there are no utterances' },
  { from: 'results.channels.* (index)', to: SPEAKER, note: 'where there are several and no utterances' },
  { from: `${ALTERNATIVE}.transcript`, to: 'utterances.*.text', note: 'where there are neither utterances nor words' },
];

/** Deepgram's answer for recorded audio: times in seconds, speakers and channels numbered from 0. */
export const deepgramAdapter: TranscriptAdapter = {
  format: 'deepgram',
  title: 'Deepgram, recorded audio',
  fields: FIELDS,
  losses: ['agent', 'customer', 'direction', 'startedAt', 'endedAt', 'tags', 'metadata'],

  recognises: (document) =>
    isObject(document) && isObject(document['results']) && Array.isArray(document['results']['channels']),

  adapt(document, given): Adapted {
    const source = objectAt(document, '');
    const results = objectAt(source['results'], 'results');
    const channels = listAt(results['channels'], 'results.channels').map((one, index) =>
      objectAt(one, `results.channels.${index}`),
    );
    const tally = new FieldTally();
    const head = readHead(source, tally);
    const language = readChannelLanguage(channels, tally);
    const { turns, guessed, labels } = readTurns(results, channels, tally);
    tally.dropRest(results, ['channels', 'utterances', 'sentiments'], 'results.', NO_PLACE);
    const spoken = inOrderOfStart(turns);
    const voices = spoken.map(({ voice }) => voice);
    const roles = assignVoices(voices, given);
    tallyVoices(voices, roles.by, labels, tally);
    const { utterances, places } = toUtterances(spoken, roles.roleOf);
    const call = { ...head, ...language, utterances };
    return { call, mapped: tally.mapped, dropped: tally.dropped, guessed: [...guessed, ...roles.guessed], places };
  },
};

function readTurns(results: JsonObject, channels: JsonObject[], tally: FieldTally): Reading {
  const { utterances } = results;
  const hasNone = isEmptyList(utterances);
  if (hasNone) tally.drop('results.utterances', 'there are none');
  if (hasNone || isAbsent(utterances)) return readChannels(results, channels, tally);
  return readUtterances(results, channels, tally);
}

function readHead(source: JsonObject, tally: FieldTally): JsonObject {
  tally.dropRest(source, ['metadata', 'results'], '', NO_PLACE);
  if (isAbsent(source['metadata'])) return {};
  const metadata = objectAt(source['metadata'], 'metadata');
  const created = 'the time of the transcription, not of the call';
  tally.dropRest(metadata, ['request_id'], 'metadata.', NO_PLACE, { created });
  if (isAbsent(metadata['request_id'])) return {};
  tally.map('metadata.request_id', 'externalId');
  return { externalId: textAt(metadata['request_id'], 'metadata.request_id') };
}

function readChannelLanguage(channels: JsonObject[], tally: FieldTally): JsonObject {
  const told = channels.map((channel) => channel['detected_language']).filter((language) => !isAbsent(language));
  if (new Set(told.map(languageTag)).size <= 1) return readLanguage(told[0], LANGUAGE, tally);
  for (const _ of told) tally.drop(LANGUAGE, 'the channels differ');
  return {};
}
