import { expectedImports, readDocument } from '../../../../test/support/call-fixtures';
import { checkInput } from '../../../core/http/validation';
import { CreateCallDto } from '../dto/create-call.dto';
import { adapterFor, adapters } from './adapters';
import { DocumentFault } from './transcript-adapter';

const expected = expectedImports();

/** Lists of words, and what of a word is read. */
const words: Record<string, [list: string, read: string[]]> = {
  'aws-call-analytics': [
    'Transcript.*.Items',
    ['Type', 'Content', 'BeginOffsetMillis', 'EndOffsetMillis', 'Confidence'],
  ],
  assemblyai: ['utterances.*.words', ['text', 'start', 'end', 'confidence']],
  deepgram: ['results.utterances.*.words', ['punctuated_word', 'start', 'end', 'confidence']],
  harpervalley: ['', []],
};

/** Every place of the document, entries of lists as `*`. */
function placesOf(value: unknown, place: string, places: Set<string>): Set<string> {
  if (place !== '') places.add(place);
  if (typeof value !== 'object' || value === null) return places;
  for (const [name, member] of Object.entries(value)) {
    placesOf(member, [place, Array.isArray(value) ? '*' : name].filter(Boolean).join('.'), places);
  }
  return places;
}

/** Those that no report mentions: neither themselves, nor what holds them, nor anything in them. */
function unmentioned(places: Iterable<string>, mentioned: string[]): string[] {
  return [...places].filter(
    (place) =>
      !mentioned.some((from) => place === from || place.startsWith(`${from}.`) || from.startsWith(`${place}.`)),
  );
}

describe('every field of a document', () => {
  const documents = expected.filter(({ format }) => format in words);

  it('is looked at for each of these formats', () => {
    expect(new Set(documents.map(({ format }) => format))).toEqual(new Set(Object.keys(words)));
  });

  it.each(documents)('of $document is mapped or dropped, none lost silently', ({ document, format, roles }) => {
    const adapter = adapters.find((one) => one.format === format);
    const source = readDocument(document);
    const { mapped = [], dropped = [] } = adapter?.adapt(source, roles) ?? {};
    const [list, read] = words[format] ?? ['', []];
    const mentioned = [
      ...mapped.map(({ from }) => from).filter((from) => from !== list),
      // `*` alone is a whole entry that was dropped; it says nothing of the fields of the others.
      ...dropped.map(({ from }) => from).filter((from) => from !== '*'),
      ...read.map((name) => `${list}.*.${name}`),
    ];
    expect(mentioned.length).toBeGreaterThan(5);
    expect(unmentioned(placesOf(source, '', new Set()), mentioned)).toEqual([]);
  });

  it('would be missed if nobody mentioned it', () => {
    const places = placesOf({ a: [{ b: 1, c: 2 }], d: { e: 3 } }, '', new Set());
    expect(unmentioned(places, ['a.*.b', 'd'])).toEqual(['a.*.c']);
  });
});

describe('a document', () => {
  it.each(expected)('$document is claimed by $format alone', ({ document, format }) => {
    const source = readDocument(document);
    expect(adapters.filter((adapter) => adapter.recognises(source)).map((adapter) => adapter.format)).toEqual([format]);
  });

  it.each(expected)('$document becomes a call that may be stored', async ({ document, format, roles }) => {
    const source = readDocument(document);
    const { call } = adapterFor(format, source).adapt(source, roles);
    const { utterances = [] } = await checkInput(CreateCallDto, call);
    expect(utterances.length).toBeGreaterThan(0);
    expect(utterances.map(({ startMs }) => startMs)).toEqual(
      utterances.map(({ startMs }) => startMs).sort((one, other) => (one ?? 0) - (other ?? 0)),
    );
  });

  it.each([
    ['whisper', { text: 'Hello.' }],
    ['whisper', { task: 'transcribe', language: 'english', duration: 1.5, text: 'Hello.', words: [] }],
    ['whisper', { segments: [{ start: 0, end: 1, text: 'Hello.' }], word_segments: [], language: 'en' }],
    ['whisper', { systeminfo: '', model: {}, params: {}, result: { language: 'en' }, transcription: [] }],
    ['assemblyai', { id: 'x', status: 'completed', audio_url: '', text: 'Hello.', utterances: null, words: null }],
    ['assemblyai', { id: 'x', status: 'error', language_code: 'en', error: 'no audio' }],
    ['deepgram', { metadata: {}, results: { channels: [] } }],
    ['aws-call-analytics', { Segments: [{ Transcript: { Content: 'Hello.' } }] }],
    ['parley', { status: 'completed', utterances: [], language: 'en' }],
    ['parley', { utterances: [{ seq: 1, speaker: 'agent', text: 'Hello.' }] }],
  ])('of %s is claimed by it alone, by its outline: %j', (format, source) => {
    expect(adapters.filter((adapter) => adapter.recognises(source)).map((adapter) => adapter.format)).toEqual([format]);
  });

  it.each([
    [[]],
    [[1]],
    [null],
    [{ segments: [] }],
    [{ segments: [1] }],
    [{ text: 'x', other: 1 }],
    [{ Segments: [] }],
  ])('is claimed by nobody when it only begins like one: %j', (source) => {
    expect(adapters.filter((adapter) => adapter.recognises(source))).toEqual([]);
  });
});

describe('an adapter', () => {
  it.each(adapters)('$format names each field once, and no loss that it has', ({ fields, losses }) => {
    const rules = fields.map(({ from, to }) => `${from} -> ${to}`);
    expect(rules).toEqual([...new Set(rules)]);
    expect(losses.filter((loss) => fields.some(({ to }) => to === loss))).toEqual([]);
  });
});

describe('a document of more entries than a call may have', () => {
  const many = (entry: object) => Array.from({ length: 20_001 }, () => entry);
  it.each<[string, string, unknown]>([
    ['', 'harpervalley', many({ human_transcript: 'x' })],
    ['results.utterances', 'deepgram', { results: { channels: [], utterances: many({}) } }],
    ['utterances', 'assemblyai', { status: 'completed', utterances: many({}) }],
    ['segments', 'whisper', { segments: many({ text: 'x', start: 0 }) }],
    ['transcription', 'whisper', { transcription: many({ text: 'x' }) }],
    ['segments.0.words', 'whisper', { segments: [{ text: 'x', start: 0, end: 1, words: many({ word: 'x' }) }] }],
  ])('is refused at %j before they are read', (place, format, source) => {
    const adapt = () => adapterFor(format, source).adapt(source, {});
    expect(adapt).toThrow('must contain no more than');
    expect(placeOfFault(adapt)).toBe(place);
  });
});

function placeOfFault(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof DocumentFault) return error.place;
  }
  return undefined;
}
