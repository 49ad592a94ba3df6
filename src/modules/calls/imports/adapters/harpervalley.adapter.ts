import { MAX_UTTERANCES_PER_CALL } from '../../limits';
import { isAbsent, isObject, JsonObject, listAt, millisecondsAt, objectAt, textAt } from '../reading/document';
import { FieldTally, NO_PLACE } from '../reading/field-tally';
import { Speaker } from '../../sentiment/rolling';
import { Adapted, DocumentFault, FieldRule, GuessedField, TranscriptAdapter } from '../transcript-adapter';
import { inOrderOfStart, toUtterances, Turn } from '../reading/turns';
import { assignVoices, isAgentGiven, labelAt, tallyVoices, Voice } from '../reading/voices';

const FIELDS: readonly FieldRule[] = [
  {
    from: '*.human_transcript',
    to: 'utterances.*.text',
    note: 'as the transcriber wrote it, tags beside words included',
  },
  { from: '*.offset_ms', to: 'utterances.*.startMs' },
  { from: '*.duration_ms', to: 'utterances.*.endMs', note: 'added to offset_ms' },
  { from: '*.speaker_role', to: 'utterances.*.speaker', note: 'agent; caller is the customer; anything else is other' },
  { from: '*.channel_index', to: 'utterances.*.speaker', note: 'where agentChannel is given' },
  { from: '*.start_timestamp_ms', to: 'startedAt', note: 'less offset_ms' },
];

const KNOWN = ['human_transcript', 'offset_ms', 'duration_ms', 'speaker_role', 'channel_index', 'start_timestamp_ms'];

const LABELS = { channel: '*.channel_index', speaker: '*.speaker_role' };

const REASONS = {
  transcript: 'human_transcript corrects it',
  start_ms: 'each channel counts from a moment of its own; offset_ms counts from one',
  emotion: 'probabilities of a model, neither a label nor a score',
  index: 'the utterances are numbered by their starts',
  word_offsets_ms: "times of the machine's words, not of the transcriber's",
  word_durations_ms: "times of the machine's words, not of the transcriber's",
};

/** The last instant that has four digits for its year. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A transcript of the HarperValleyBank corpus of Gridspace and Stanford: a list of segments. */
export const harperValleyAdapter: TranscriptAdapter = {
  format: 'harpervalley',
  title: 'HarperValleyBank corpus',
  fields: FIELDS,
  losses: [
    'externalId',
    'agent',
    'customer',
    'direction',
    'endedAt',
    'language',
    'tags',
    'metadata',
    'utterances.*.words',
    'utterances.*.vendorSentiment',
  ],

  recognises(document) {
    const first: unknown = Array.isArray(document) ? document[0] : undefined;
    return isObject(first) && Object.hasOwn(first, 'human_transcript') && Object.hasOwn(first, 'offset_ms');
  },

  adapt(document, given): Adapted {
    const tally = new FieldTally();
    const segments = listAt(document, '', MAX_UTTERANCES_PER_CALL).map((entry, index) =>
      objectAt(entry, String(index)),
    );
    const turns = segments.map((segment, index) => readSegment(segment, String(index), tally));
    const spoken = inOrderOfStart(turns.filter((turn) => turn !== undefined));
    const voices = spoken.map(({ voice }) => voice);
    const told = { roleOf: ({ speaker }: Voice) => toldRole(speaker), by: 'speaker' as const, guessed: [] };
    const { roleOf, by, guessed } = isAgentGiven(given) ? assignVoices(voices, given) : told;
    tallyVoices(voices, by, LABELS, tally);
    const start = readStart(segments, tally);
    const { utterances, places } = toUtterances(spoken, roleOf);
    const call = { ...start.call, utterances };
    return { call, mapped: tally.mapped, dropped: tally.dropped, guessed: [...guessed, ...start.guessed], places };
  },
};

/** Undefined when nobody spoke. */
function readSegment(segment: JsonObject, place: string, tally: FieldTally): Turn | undefined {
  const written = segment['human_transcript'] ?? '';
  const text = textAt(written, `${place}.human_transcript`).trim();
  const startMs = millisecondsAt(segment['offset_ms'], `${place}.offset_ms`);
  const endMs = startMs + millisecondsAt(segment['duration_ms'], `${place}.duration_ms`);
  if (text === '' || isOnlyTags(text)) {
    tally.drop('*', text === '' ? 'nothing was said' : 'a sound, not speech: nothing but [tags]');
    return undefined;
  }
  tally.map('*.human_transcript', 'utterances.*.text');
  tally.map('*.offset_ms', 'utterances.*.startMs');
  tally.map('*.duration_ms', 'utterances.*.endMs');
  tally.dropRest(segment, KNOWN, '*.', NO_PLACE, REASONS);
  return { place, voice: voiceOf(segment, place), startMs, endMs, said: { text } };
}

/** Nothing but tags: `[noise]`. What stands beside a word is the transcriber's text and stays. */
function isOnlyTags(text: string): boolean {
  let [within, tags] = [false, 0];
  for (const character of text) {
    if (character === '[' || character === ']') {
      if (within === (character === '[')) return false;
      within = !within;
      if (within) tags += 1;
    } else if (!within && character.trim() !== '') return false;
  }
  return tags > 0 && !within;
}

function voiceOf(segment: JsonObject, place: string): Voice {
  return {
    speaker: textAt(segment['speaker_role'], `${place}.speaker_role`),
    channel: labelAt(segment['channel_index'], `${place}.channel_index`),
  };
}

function toldRole(speaker: string | undefined): Speaker {
  return speaker === 'agent' ? 'agent' : speaker === 'caller' ? 'customer' : 'other';
}

/** When the recording began; every segment tells it, and they need not agree. */
function readStart(segments: JsonObject[], tally: FieldTally): { call: JsonObject; guessed: GuessedField[] } {
  const starts = segments.flatMap((segment, index) => {
    const timestamp = segment['start_timestamp_ms'];
    if (isAbsent(timestamp)) return [];
    const place = `${index}.start_timestamp_ms`;
    const start = millisecondsAt(timestamp, place) - (segment['offset_ms'] as number);
    if (start < 0 || start > LATEST_MS) {
      throw new DocumentFault(place, 'must, less offset_ms, be milliseconds since 1970, before the year 10000');
    }
    tally.map('*.start_timestamp_ms', 'startedAt');
    return [start];
  });
  if (starts.length === 0) return { call: {}, guessed: [] };
  const [earliest, latest] = starts.reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at)], [
    Infinity,
    -Infinity,
  ] as [number, number]);
  const guess = `the earliest of the starts that the segments tell; they differ by up to ${latest - earliest} ms`;
  return {
    call: { startedAt: new Date(earliest).toISOString() },
    guessed: earliest === latest ? [] : [{ field: 'startedAt', guess }],
  };
}
