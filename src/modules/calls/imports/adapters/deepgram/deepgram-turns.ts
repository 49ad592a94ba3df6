import { MAX_EXPORTED_WORDS, MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { isAbsent, JsonObject, listAt, objectAt, secondsAt, textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { readWords, WordFormat } from '../../reading/timed-words';
import { DocumentFault, GuessedField } from '../../transcript-adapter';
import { endAfter, Turn } from '../../reading/turns';
import { labelAt, Voice } from '../../reading/voices';
import { RUNS_GUESS, turnsOfWords } from '../../reading/word-runs';
import { SentimentSegments } from './deepgram-sentiment';

export const UTTERANCE = 'results.utterances.*';
export const ALTERNATIVE = 'results.channels.*.alternatives.*';

const TEXT = 'utterances.*.text';
const READ_IN_CHANNEL = ['detected_language', 'alternatives'];
const READ_IN_UTTERANCE = ['start', 'end', 'transcript', 'channel', 'speaker', 'words', 'sentiment', 'sentiment_score'];

export interface Reading {
  turns: Turn[];
  guessed: GuessedField[];
  /** Where the labels of the voices stand. */
  labels: Readonly<Record<keyof Voice, string>>;
}

const WORDS: Omit<WordFormat, 'from'> = {
  text: ['punctuated_word', 'word'],
  start: 'start',
  end: 'end',
  confidence: ['confidence'],
  timeAt: secondsAt,
  reasons: {
    word: 'punctuated_word says it with its punctuation',
    speaker: 'the utterance tells the speaker',
    sentiment: 'of a word, not of an utterance',
    sentiment_score: 'of a word, not of an utterance',
  },
};

/** Turns as Deepgram made them. Throws DocumentFault. */
export function readUtterances(results: JsonObject, channels: JsonObject[], tally: FieldTally): Reading {
  const sentiments = new SentimentSegments(results['sentiments'], channels.length === 1, tally);
  const turns: Turn[] = [];
  listAt(results['utterances'], 'results.utterances', MAX_UTTERANCES_PER_CALL).forEach((entry, index) => {
    const place = `results.utterances.${index}`;
    const turn = readUtterance(objectAt(entry, place), { place, several: channels.length > 1, sentiments, tally });
    if (turn !== undefined) turns.push(turn);
  });
  for (const channel of channels) {
    if (channel['alternatives'] !== undefined) tally.drop('results.channels.*.alternatives', 'the utterances tell it');
    tally.dropRest(channel, READ_IN_CHANNEL, 'results.channels.*.', NO_PLACE);
  }
  sentiments.dropRest();
  return { turns, guessed: [], labels: { channel: `${UTTERANCE}.channel`, speaker: `${UTTERANCE}.speaker` } };
}

interface UtteranceContext {
  place: string;
  several: boolean;
  sentiments: SentimentSegments;
  tally: FieldTally;
}

/** Undefined when nothing was said. */
function readUtterance(utterance: JsonObject, context: UtteranceContext): Turn | undefined {
  const { place, several, sentiments, tally } = context;
  const segment = sentiments.next(utterance['words']);
  const text = textAt(utterance['transcript'], `${place}.transcript`).trim();
  if (text === '') {
    tally.drop(UTTERANCE, 'nothing was said');
    return undefined;
  }
  const startMs = secondsAt(utterance['start'], `${place}.start`);
  const endMs = endAfter(startMs, secondsAt(utterance['end'], `${place}.end`), `${place}.end`);
  tally.map(`${UTTERANCE}.transcript`, TEXT);
  tally.map(`${UTTERANCE}.start`, 'utterances.*.startMs');
  tally.map(`${UTTERANCE}.end`, 'utterances.*.endMs');
  tally.dropRest(utterance, READ_IN_UTTERANCE, `${UTTERANCE}.`, NO_PLACE);
  const words = readWords(
    utterance['words'],
    { place: `${place}.words` },
    { ...WORDS, from: `${UTTERANCE}.words` },
    tally,
  );
  const mood = readSentiment(utterance, place, tally) ?? sentiments.moodOf(segment);
  const channel = labelAt(utterance['channel'], `${place}.channel`);
  const voice = voiceOf(channel, labelAt(utterance['speaker'], `${place}.speaker`), several);
  return { place, voice, startMs, endMs, said: { text, ...words, ...mood } };
}

function readSentiment(utterance: JsonObject, place: string, tally: FieldTally): JsonObject | undefined {
  const { sentiment, sentiment_score: score } = utterance;
  if (isAbsent(sentiment) && isAbsent(score)) return undefined;
  const label = isAbsent(sentiment) ? {} : { label: textAt(sentiment, `${place}.sentiment`) };
  if (!isAbsent(sentiment)) tally.map(`${UTTERANCE}.sentiment`, 'utterances.*.vendorSentiment.label');
  if (isAbsent(score)) return { vendorSentiment: label };
  if (typeof score !== 'number') throw new DocumentFault(`${place}.sentiment_score`, 'must be a number');
  tally.map(`${UTTERANCE}.sentiment_score`, 'utterances.*.vendorSentiment.score');
  return { vendorSentiment: { ...label, score } };
}

/** Deepgram numbers the speakers of each channel from 0. */
function voiceOf(channel: string | undefined, speaker: string | undefined, several: boolean): Voice {
  return { channel, speaker: several && speaker !== undefined ? `${channel ?? ''}:${speaker}` : speaker };
}

/** Turns made of each channel's words. Throws DocumentFault. */
export function readChannels(results: JsonObject, channels: JsonObject[], tally: FieldTally): Reading {
  const turns = channels.flatMap((channel, index) => readChannel(channel, index, channels.length > 1, tally));
  new SentimentSegments(results['sentiments'], false, tally).dropRest();
  const labels = { channel: 'results.channels.* (index)', speaker: `${ALTERNATIVE}.words.*.speaker` };
  return { turns, guessed: [RUNS_GUESS], labels };
}

function readChannel(channel: JsonObject, index: number, several: boolean, tally: FieldTally): Turn[] {
  const place = `results.channels.${index}.alternatives`;
  const alternatives = listAt(channel['alternatives'], place);
  tally.dropRest(channel, READ_IN_CHANNEL, 'results.channels.*.', NO_PLACE);
  for (const _ of alternatives.slice(1)) tally.drop(ALTERNATIVE, 'less probable than the first');
  if (alternatives.length === 0) return [];
  const best = objectAt(alternatives[0], `${place}.0`);
  const list = isAbsent(best['words']) ? [] : listAt(best['words'], `${place}.0.words`, MAX_EXPORTED_WORDS);
  const name = several ? String(index) : undefined;
  tally.dropRest(best, ['words', ...(list.length === 0 ? ['transcript'] : [])], `${ALTERNATIVE}.`, NO_PLACE, {
    transcript: 'the words tell it',
    paragraphs: 'the words tell it',
  });
  if (list.length === 0) return readTextAlone(best, `${place}.0`, { channel: name }, tally);
  const format = { ...WORDS, from: `${ALTERNATIVE}.words`, used: ['speaker'] };
  const voice = (word: JsonObject, at: string) => voiceOf(name, labelAt(word['speaker'], `${at}.speaker`), several);
  return turnsOfWords(list, { place: `${place}.0.words`, format, voiceOf: voice, tally });
}

function readTextAlone(best: JsonObject, place: string, voice: Voice, tally: FieldTally): Turn[] {
  const text = textAt(best['transcript'] ?? '', `${place}.transcript`).trim();
  if (text === '') return [];
  tally.map(`${ALTERNATIVE}.transcript`, TEXT);
  return [{ place, voice, startMs: null, endMs: null, said: { text } }];
}
