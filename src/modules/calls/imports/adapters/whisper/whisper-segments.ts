import { MAX_EXPORTED_WORDS, MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { isAbsent, JsonObject, listAt, objectAt, secondsAt, textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { readLanguage } from '../../reading/language-tags';
import { readWords, WordFormat } from '../../reading/timed-words';
import { endAfter, Turn } from '../../reading/turns';
import { labelAt, Voice } from '../../reading/voices';
import { SegmentTimes, shareWords } from './whisper-words';

/** What a variant of Whisper tells. */
export interface WhisperReading {
  /** Fields of the call. */
  head: JsonObject;
  turns: Turn[];
  /** Where the labels of the voices stand. */
  labels: Readonly<Record<keyof Voice, string>>;
}

const TEXT = 'utterances.*.text';
const READ = ['language', 'task', 'segments', 'words', 'text'];
const READ_IN_SEGMENT = ['text', 'start', 'end', 'speaker', 'words'];
const REASONS = { word_segments: 'the segments have the same words' };

/** Whisper calls a word's confidence `probability`, WhisperX `score`. */
const WORDS: Omit<WordFormat, 'from'> = {
  text: ['word', 'text'],
  start: 'start',
  end: 'end',
  confidence: ['probability', 'score'],
  timeAt: secondsAt,
  reasons: { speaker: 'the segment tells the speaker' },
};

/** Whisper's own JSON, and what OpenAI's service, faster-whisper and WhisperX make of it. Throws DocumentFault. */
export function readSegmented(source: JsonObject, tally: FieldTally): WhisperReading {
  tally.dropRest(source, READ, '', NO_PLACE, REASONS);
  const list = isAbsent(source['segments']) ? [] : listAt(source['segments'], 'segments', MAX_UTTERANCES_PER_CALL);
  const words = isAbsent(source['words']) ? [] : listAt(source['words'], 'words', MAX_EXPORTED_WORDS);
  const turns = list.length === 0 ? readTextAlone(source, words, tally) : readSegments(list, words, tally);
  if (list.length > 0 && source['text'] !== undefined) tally.drop('text', 'the segments tell it');
  const labels = { channel: '', speaker: 'segments.*.speaker' };
  return { head: readSpokenLanguage(source, tally), turns, labels };
}

/** A translation is English, whatever was spoken. */
function readSpokenLanguage(source: JsonObject, tally: FieldTally): JsonObject {
  if (source['task'] !== 'translate') {
    if (source['task'] !== undefined) tally.drop('task', NO_PLACE);
    return readLanguage(source['language'], 'language', tally);
  }
  tally.map('task', 'language');
  if (source['language'] !== undefined) tally.drop('language', 'the text is a translation into English');
  return { language: 'en' };
}

function readSegments(list: unknown[], words: unknown[], tally: FieldTally): Turn[] {
  const segments = list.map((entry, index) => objectAt(entry, `segments.${index}`));
  const turns = segments.map((segment, index) => readSegment(segment, `segments.${index}`, tally));
  const takers = turns.map((turn, index): SegmentTimes => {
    return turn === undefined || !isAbsent(segments[index]?.['words']) ? null : turn;
  });
  const shared = shareWords(words, takers, { ...WORDS, from: 'words' }, tally);
  turns.forEach((turn, index) => {
    if (turn !== undefined && shared[index]?.length) turn.said['words'] = shared[index];
  });
  return turns.filter((turn) => turn !== undefined);
}

/** Undefined when nothing was said. */
function readSegment(segment: JsonObject, place: string, tally: FieldTally): Turn | undefined {
  const text = textAt(segment['text'], `${place}.text`).trim();
  if (text === '') {
    tally.drop('segments.*', 'nothing was said');
    return undefined;
  }
  const times = readTimes(segment, place, tally);
  tally.map('segments.*.text', TEXT);
  tally.dropRest(segment, READ_IN_SEGMENT, 'segments.*.', NO_PLACE);
  const format = { ...WORDS, from: 'segments.*.words' };
  const words = readWords(segment['words'], { place: `${place}.words` }, format, tally);
  const voice = { speaker: labelAt(segment['speaker'], `${place}.speaker`) };
  return { place, voice, ...times, said: { text, ...words } };
}

interface Times {
  startMs: number | null;
  endMs: number | null;
}

function readTimes(segment: JsonObject, place: string, tally: FieldTally): Times {
  if (isAbsent(segment['start']) || isAbsent(segment['end'])) {
    for (const name of ['start', 'end']) {
      if (segment[name] !== undefined) tally.drop(`segments.*.${name}`, 'one time without the other');
    }
    return { startMs: null, endMs: null };
  }
  const startMs = secondsAt(segment['start'], `${place}.start`);
  const endMs = endAfter(startMs, secondsAt(segment['end'], `${place}.end`), `${place}.end`);
  tally.map('segments.*.start', 'utterances.*.startMs');
  tally.map('segments.*.end', 'utterances.*.endMs');
  return { startMs, endMs };
}

/** The whole text; its times are those of its words, where it has any. */
function readTextAlone(source: JsonObject, list: unknown[], tally: FieldTally): Turn[] {
  const text = textAt(source['text'] ?? '', 'text').trim();
  if (Object.hasOwn(source, 'segments')) tally.drop('segments', 'there are none');
  if (text === '') return [];
  tally.map('text', TEXT);
  const { words } = readWords(list, { place: 'words' }, { ...WORDS, from: 'words' }, tally);
  const startMs = (words?.[0]?.['startMs'] as number | undefined) ?? null;
  const endMs = (words?.at(-1)?.['endMs'] as number | undefined) ?? null;
  return [{ place: '', voice: {}, startMs, endMs, said: { text, ...(words === undefined ? {} : { words }) } }];
}
