import { MAX_EXPORTED_WORDS, MAX_UTTERANCES_PER_CALL } from '../../../limits';
import {
  isAbsent,
  isEmptyList,
  isObject,
  JsonObject,
  listAt,
  millisecondsAt,
  objectAt,
  textAt,
} from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { readLanguage } from '../../reading/language-tags';
import { readWords, WordFormat } from '../../reading/timed-words';
import { Adapted, DocumentFault, FieldRule, GuessedField, TranscriptAdapter } from '../../transcript-adapter';
import { endAfter, inOrderOfStart, toUtterances, Turn } from '../../reading/turns';
import { assignVoices, labelAt, tallyVoices, Voice } from '../../reading/voices';
import { RUNS_GUESS, turnsOfWords } from '../../reading/word-runs';
import { SentenceSentiments } from './assemblyai-sentiment';

const SPEAKER = 'utterances.*.speaker';

const FIELDS: readonly FieldRule[] = [
  { from: 'id', to: 'externalId' },
  { from: 'language_code', to: 'language', note: 'en_us is en-US' },
  { from: 'utterances.*.text', to: 'utterances.*.text' },
  { from: 'utterances.*.start', to: 'utterances.*.startMs' },
  { from: 'utterances.*.end', to: 'utterances.*.endMs' },
  { from: 'utterances.*.channel', to: SPEAKER, note: 'where there are several channels' },
  { from: 'utterances.*.speaker', to: SPEAKER, note: 'in one channel' },
  { from: 'utterances.*.words', to: 'utterances.*.words' },
  {
    from: 'sentiment_analysis_results',
    to: 'utterances.*.vendorSentiment.label',
    note: 'where the sentence is the whole utterance',
  },
  { from: 'words.*.text', to: 'utterances.*.text', note: 'where there are no utterances' },
  { from: 'words', to: 'utterances.*.words', note: 'where there are no utterances' },
  { from: 'words.*.channel', to: SPEAKER, note: 'where there are no utterances' },
  { from: 'words.*.speaker', to: SPEAKER, note: 'where there are no utterances' },
  { from: 'text', to: 'utterances.*.text', note: 'where there are neither utterances nor words' },
];

const READ = ['id', 'language_code', 'status', 'utterances', 'words', 'text', 'sentiment_analysis_results'];
const READ_IN_UTTERANCE = ['text', 'start', 'end', 'channel', 'speaker', 'words'];
const ADDRESS = 'an address, which may carry a signature, is never part of a call';

const WORDS: Omit<WordFormat, 'from'> = {
  text: ['text'],
  start: 'start',
  end: 'end',
  confidence: ['confidence'],
  timeAt: millisecondsAt,
  reasons: { speaker: 'the utterance tells the speaker', channel: 'the utterance tells the channel' },
};

interface Reading {
  turns: Turn[];
  guessed: GuessedField[];
  labels: Readonly<Record<keyof Voice, string>>;
}

/** A transcript of AssemblyAI: times in milliseconds, speakers A, B, ..., channels from 1. */
export const assemblyAiAdapter: TranscriptAdapter = {
  format: 'assemblyai',
  title: 'AssemblyAI transcript',
  fields: FIELDS,
  losses: [
    'agent',
    'customer',
    'direction',
    'startedAt',
    'endedAt',
    'tags',
    'metadata',
    'utterances.*.vendorSentiment.score',
  ],

  recognises: (document) =>
    isObject(document) &&
    typeof document['status'] === 'string' &&
    ['audio_url', 'words', 'language_code'].some((name) => Object.hasOwn(document, name)),

  adapt(document, given): Adapted {
    const source = objectAt(document, '');
    if (source['status'] !== 'completed') throw new DocumentFault('status', 'must be completed');
    const tally = new FieldTally();
    tally.drop('status', 'only completed transcripts are taken');
    const head = readHead(source, tally);
    const { turns, guessed, labels } = readTurns(source, tally);
    const spoken = inOrderOfStart(turns);
    const voices = spoken.map(({ voice }) => voice);
    const roles = assignVoices(voices, given);
    tallyVoices(voices, roles.by, labels, tally);
    const { utterances, places } = toUtterances(spoken, roles.roleOf);
    const call = { ...head, utterances };
    return { call, mapped: tally.mapped, dropped: tally.dropped, guessed: [...guessed, ...roles.guessed], places };
  },
};

function readHead(source: JsonObject, tally: FieldTally): JsonObject {
  const head: JsonObject = {};
  if (!isAbsent(source['id'])) {
    head['externalId'] = textAt(source['id'], 'id');
    tally.map('id', 'externalId');
  }
  tally.dropRest(source, READ, '', NO_PLACE, { audio_url: ADDRESS, webhook_url: ADDRESS });
  return { ...head, ...readLanguage(source['language_code'], 'language_code', tally) };
}

/** The turns as AssemblyAI made them, else of its words, else its whole text. */
function readTurns(source: JsonObject, tally: FieldTally): Reading {
  const sentiments = new SentenceSentiments(source['sentiment_analysis_results'], tally);
  const { utterances } = source;
  const hasNone = isAbsent(utterances) || isEmptyList(utterances);
  const reading = hasNone ? readWordsOrText(source, tally) : readUtterances(source, sentiments, tally);
  sentiments.dropRest();
  return reading;
}

function readUtterances(source: JsonObject, sentiments: SentenceSentiments, tally: FieldTally): Reading {
  for (const name of ['words', 'text']) if (source[name] !== undefined) tally.drop(name, 'the utterances tell it');
  const turns: Turn[] = [];
  listAt(source['utterances'], 'utterances', MAX_UTTERANCES_PER_CALL).forEach((entry, index) => {
    const place = `utterances.${index}`;
    const turn = readUtterance(objectAt(entry, place), place, sentiments, tally);
    if (turn !== undefined) turns.push(turn);
  });
  return { turns, guessed: [], labels: { channel: 'utterances.*.channel', speaker: 'utterances.*.speaker' } };
}

/** Undefined when nothing was said. */
function readUtterance(
  utterance: JsonObject,
  place: string,
  sentiments: SentenceSentiments,
  tally: FieldTally,
): Turn | undefined {
  const text = textAt(utterance['text'], `${place}.text`).trim();
  if (text === '') {
    tally.drop('utterances.*', 'nothing was said');
    return undefined;
  }
  const startMs = millisecondsAt(utterance['start'], `${place}.start`);
  const endMs = endAfter(startMs, millisecondsAt(utterance['end'], `${place}.end`), `${place}.end`);
  tally.map('utterances.*.text', 'utterances.*.text');
  tally.map('utterances.*.start', 'utterances.*.startMs');
  tally.map('utterances.*.end', 'utterances.*.endMs');
  tally.dropRest(utterance, READ_IN_UTTERANCE, 'utterances.*.', NO_PLACE);
  const format = { ...WORDS, from: 'utterances.*.words' };
  const words = readWords(utterance['words'], { place: `${place}.words` }, format, tally);
  const mood = sentiments.moodOf({ text, startMs, endMs });
  return { place, voice: voiceOf(utterance, place), startMs, endMs, said: { text, ...words, ...mood } };
}

function readWordsOrText(source: JsonObject, tally: FieldTally): Reading {
  const labels = { channel: 'words.*.channel', speaker: 'words.*.speaker' };
  const list = isAbsent(source['words']) ? [] : listAt(source['words'], 'words', MAX_EXPORTED_WORDS);
  if (Object.hasOwn(source, 'utterances')) tally.drop('utterances', 'there are none');
  if (list.length > 0) {
    if (source['text'] !== undefined) tally.drop('text', 'the words tell it');
    const format = { ...WORDS, from: 'words', used: ['speaker', 'channel'] };
    return { turns: turnsOfWords(list, { place: 'words', format, voiceOf, tally }), guessed: [RUNS_GUESS], labels };
  }
  if (Object.hasOwn(source, 'words')) tally.drop('words', 'there are none');
  const text = textAt(source['text'] ?? '', 'text').trim();
  if (text === '') return { turns: [], guessed: [], labels };
  tally.map('text', 'utterances.*.text');
  return { turns: [{ place: '', voice: {}, startMs: null, endMs: null, said: { text } }], guessed: [], labels };
}

function voiceOf({ channel, speaker }: JsonObject, place: string): Voice {
  return { channel: labelAt(channel, `${place}.channel`), speaker: labelAt(speaker, `${place}.speaker`) };
}
