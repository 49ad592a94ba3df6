import { DocumentFault, GivenRoles } from '../../transcript-adapter';
import { whisperAdapter } from './whisper.adapter';

interface Utterance {
  speaker: string;
  startMs: number | null;
  endMs: number | null;
  text: string;
  words?: unknown[];
}

function adapt(document: object, roles: GivenRoles = {}) {
  const adapted = whisperAdapter.adapt(document, roles);
  return { ...adapted, utterances: adapted.call['utterances'] as Utterance[] };
}

const NO_VOICES = { field: 'utterances.*.speaker', guess: 'other: the document does not tell voices apart' };
const segment = (text: string, start: number, end: number, more: object = {}) => ({
  id: 0,
  seek: 0,
  start,
  end,
  text,
  tokens: [50364],
  temperature: 0,
  avg_logprob: -0.2,
  compression_ratio: 1.3,
  no_speech_prob: 0.01,
  ...more,
});
const saidBy = (utterances: Utterance[]) => utterances.map(({ speaker, text }) => `${speaker}: ${text}`);

describe('verbose_json', () => {
  const document = {
    task: 'transcribe',
    language: 'english',
    duration: 8.470000267028809,
    text: ' Hello. How are you?',
    segments: [
      segment(' Hello.', 0, 3.319999933242798),
      segment(' How are you? ', 3.319999933242798, 4.96),
      segment(' ', 5, 6),
    ],
  };

  it('has segments in seconds and no voices, so that everybody is other, which is said', () => {
    const { call, utterances, guessed, dropped } = adapt(document);
    expect(utterances).toEqual([
      { seq: 1, speaker: 'other', startMs: 0, endMs: 3320, text: 'Hello.' },
      { seq: 2, speaker: 'other', startMs: 3320, endMs: 4960, text: 'How are you?' },
    ]);
    expect(call['language']).toBe('en');
    expect(guessed).toEqual([NO_VOICES]);
    expect(dropped).toContainEqual({ from: 'segments.*', reason: 'nothing was said', count: 1 });
  });

  it('is in English when it is a translation, whatever was spoken', () => {
    const { call, mapped, dropped } = adapt({ ...document, task: 'translate', language: 'german' });
    expect(call['language']).toBe('en');
    expect(mapped).toContainEqual({ from: 'task', to: 'language', count: 1 });
    expect(dropped).toContainEqual({ from: 'language', reason: 'the text is a translation into English', count: 1 });
  });

  it('has a language that is not known dropped rather than invented', () => {
    const { call, dropped } = adapt({ ...document, language: 'klingonese' });
    expect(call).not.toHaveProperty('language');
    expect(dropped).toContainEqual({ from: 'language', reason: 'not a language that is known', count: 1 });
  });

  const word = (text: string, start?: number, end?: number) => ({ word: text, start, end });
  const wordsOf = (utterances: Utterance[]) =>
    utterances.map(({ words: own = [] }) => (own as { text: string }[]).map(({ text }) => text).join(' '));

  it('gives the words beside the segments to the segments in which their middles lie', () => {
    const words = [word('Hello', 0, 0.5), word('How', 3.4, 3.6), word('are', 3.6, 3.8), word('x', 9, 9.5)];
    const { utterances, dropped } = adapt({ ...document, words });
    expect(utterances.map(({ words: own }) => own)).toEqual([
      [{ text: 'Hello', startMs: 0, endMs: 500 }],
      [
        { text: 'How', startMs: 3400, endMs: 3600 },
        { text: 'are', startMs: 3600, endMs: 3800 },
      ],
    ]);
    expect(dropped).toContainEqual({ from: 'words.*', reason: 'within no segment; the text has it', count: 1 });
  });

  it.each([
    ['reach beyond the edges of a segment', [[1, 2]], [word('a', 0.9, 1.2), word('b', 1.9, 2.05)], ['a b']],
    [
      'reach over from one segment to the next',
      [
        [0, 1],
        [1, 2],
      ],
      [word('a', 0.7, 1.1), word('b', 0.9, 1.4)],
      ['a', 'b'],
    ],
    [
      'overlap a segment though their middles do not',
      [
        [1, 2],
        [4, 5],
      ],
      [word('a', 1.8, 3), word('b', 3, 4.5)],
      ['a', 'b'],
    ],
    [
      'lie within a segment within another',
      [
        [0, 9],
        [2, 3],
      ],
      [word('a', 1, 2), word('b', 2, 3), word('c', 4, 5)],
      ['a c', 'b'],
    ],
    [
      'are out of order, as segments are',
      [
        [4, 5],
        [1, 2],
      ],
      [word('b', 4, 5), word('a', 1, 2)],
      ['a', 'b'],
    ],
  ])('keeps words that %s', (_, spans, words, expected) => {
    const segments = spans.map(([start = 0, end = 0]) => segment('x', start, end));
    const { utterances, dropped } = adapt({ segments, words });
    expect(wordsOf(utterances)).toEqual(expected);
    expect(dropped.filter(({ from }) => from.startsWith('words'))).toEqual([]);
  });

  it('leaves out words without times and those beside a segment that has its own', () => {
    const own = { words: [word('own', 0, 1)] };
    const { utterances, dropped } = adapt({ segments: [segment('x', 0, 1, own)], words: [word('a', 0, 1), word('b')] });
    expect(wordsOf(utterances)).toEqual(['own']);
    expect(dropped).toContainEqual({ from: 'words.*', reason: 'within no segment; the text has it', count: 1 });
    expect(dropped).toContainEqual({ from: 'words.*', reason: 'it has no times; the text has it', count: 1 });
  });

  it('shares words out in linear time', () => {
    const segments = Array.from({ length: 10_000 }, (_, index) => segment('x', index, index + 1));
    const words = Array.from({ length: 120_000 }, (_, index) => word('w', index / 12, (index + 1) / 12));
    const before = performance.now();
    const { utterances } = adapt({ segments, words });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(utterances.every(({ words: own }) => own?.length === 12)).toBe(true);
  }, 30_000);

  it('without segments is one utterance, with the times of its words where it has any', () => {
    expect(adapt({ text: ' All of it. ' }).utterances).toEqual([
      { seq: 1, speaker: 'other', startMs: null, endMs: null, text: 'All of it.' },
    ]);
    const words = [
      { word: 'All', start: 0.5, end: 0.7 },
      { word: 'of', start: 0.7, end: 0.9 },
    ];
    expect(adapt({ text: 'All of.', words, segments: null }).utterances[0]).toMatchObject({ startMs: 500, endMs: 900 });
    expect(adapt({ text: '', segments: [] }).utterances).toEqual([]);
  });
});

it('diarized_json tells speakers apart, and takes a name that is a role for it', () => {
  const said = (speaker: string, text: string, start: number) => ({
    type: 'transcript.text.segment',
    id: 'seg_1',
    speaker,
    text,
    start,
    end: start + 1,
  });
  const letters = {
    task: 'transcribe',
    duration: 3,
    text: '',
    segments: [said('A', 'Hello.', 0), said('B', 'Hi.', 1)],
  };
  expect(saidBy(adapt(letters).utterances)).toEqual(['agent: Hello.', 'customer: Hi.']);
  expect(saidBy(adapt(letters, { agentSpeaker: 'B' }).utterances)).toEqual(['customer: Hello.', 'agent: Hi.']);
  const named = { ...letters, segments: [said('customer', 'Hello.', 0), said('agent', 'Hi.', 1)] };
  expect(saidBy(adapt(named).utterances)).toEqual(['customer: Hello.', 'agent: Hi.']);
  expect(adapt(named).guessed).toEqual([]);
});

describe('WhisperX', () => {
  const document = {
    segments: [
      {
        start: 41.119,
        end: 44.781,
        text: ' with 2266 okay,',
        speaker: 'SPEAKER_01',
        words: [
          { word: 'with', start: 41.119, end: 41.26, score: 0.862, speaker: 'SPEAKER_01' },
          { word: '2266' },
          { word: 'okay,', start: 42.76, end: 44.781, score: 0.869 },
        ],
      },
      { start: 45.005, end: 46, text: 'Yes.', words: [] },
    ],
    word_segments: [{ word: 'with', start: 41.119, end: 41.26, score: 0.862 }],
    language: 'en',
  };

  it('keeps the words that have times, and counts those without as dropped', () => {
    const { utterances, dropped } = adapt(document);
    expect(utterances[0]?.words).toEqual([
      { text: 'with', startMs: 41119, endMs: 41260, confidence: 0.862 },
      { text: 'okay,', startMs: 42760, endMs: 44781, confidence: 0.869 },
    ]);
    expect(utterances[0]?.text).toBe('with 2266 okay,');
    expect(utterances[1]).not.toHaveProperty('words');
    expect(dropped).toContainEqual({
      from: 'segments.*.words.*',
      reason: 'it has no times; the text has it',
      count: 1,
    });
  });

  it('leaves a segment without a speaker to the others, and says so', () => {
    const { utterances, guessed } = adapt(document);
    expect(utterances.map(({ speaker }) => speaker)).toEqual(['agent', 'other']);
    expect(guessed.map(({ guess }) => guess)).toEqual([
      'the first to speak is the agent',
      'other, where no voice is named',
    ]);
  });

  it('has no times where a segment has none, and stays in its place', () => {
    const segments = [
      { start: 1, end: 2, text: 'One.' },
      { text: 'Two.', start: null, end: 3 },
      { start: 4, end: 5, text: 'Three.' },
    ];
    const { utterances, dropped } = adapt({ segments });
    expect(utterances.map(({ startMs, endMs, text }) => [startMs, endMs, text])).toEqual([
      [1000, 2000, 'One.'],
      [null, null, 'Two.'],
      [4000, 5000, 'Three.'],
    ]);
    expect(dropped).toContainEqual({ from: 'segments.*.end', reason: 'one time without the other', count: 1 });
  });
});

describe('whisper.cpp', () => {
  const entry = (text: string, from: number, to: number, more: object = {}) => ({
    timestamps: { from: '00:00:00,000', to: '00:00:01,000' },
    offsets: { from, to },
    text,
    ...more,
  });
  const document = (transcription: unknown[], more: object = {}) => ({
    systeminfo: 'AVX = 1',
    model: { type: 'base', multilingual: true },
    params: { model: 'ggml-base.bin', language: 'auto', translate: false },
    result: { language: 'de' },
    transcription,
    ...more,
  });

  it('has offsets in milliseconds', () => {
    const { call, utterances, guessed, dropped } = adapt(
      document([entry(' Guten Tag.', 0, 2980, { tokens: [] }), entry('', 2980, 3000)]),
    );
    expect(utterances).toEqual([{ seq: 1, speaker: 'other', startMs: 0, endMs: 2980, text: 'Guten Tag.' }]);
    expect(call['language']).toBe('de');
    expect(guessed).toEqual([NO_VOICES]);
    expect(dropped.map(({ from }) => from)).toEqual(
      expect.arrayContaining([
        'systeminfo',
        'model',
        'params.model',
        'transcription.*.timestamps',
        'transcription.*.tokens',
      ]),
    );
  });

  it('tells two channels apart by its speaker, which either parameter names; ? is nobody', () => {
    const transcription = [
      entry('Hello.', 0, 1, { speaker: '1' }),
      entry('Hi.', 1, 2, { speaker: '0' }),
      entry('Hm.', 2, 3, { speaker: '?' }),
    ];
    for (const given of [{ agentChannel: 0 }, { agentSpeaker: '0' }]) {
      const { utterances, mapped, dropped } = adapt(document(transcription), given);
      expect(saidBy(utterances)).toEqual(['customer: Hello.', 'agent: Hi.', 'other: Hm.']);
      expect(mapped).toContainEqual({ from: 'transcription.*.speaker', to: 'utterances.*.speaker', count: 2 });
      expect(dropped).toContainEqual({
        from: 'transcription.*.speaker',
        reason: 'neither channel was the louder',
        count: 1,
      });
    }
  });

  it('is in English when it was translated', () => {
    const { call } = adapt(document([entry('Good day.', 0, 1)], { params: { translate: true } }));
    expect(call['language']).toBe('en');
  });
});

it.each<[string, object]>([
  ['segments.0', { segments: [7] }],
  ['segments.0.text', { segments: [{ start: 0, end: 1 }] }],
  ['segments.0.start', { segments: [segment('x', -1, 1)] }],
  ['segments.1.end', { segments: [segment('x', 0, 1), segment('y', 2, 1)] }],
  ['segments.0.speaker', { segments: [segment('x', 0, 1, { speaker: {} })] }],
  ['segments.0.words.0.start', { segments: [segment('x', 0, 1, { words: [{ word: 'x', start: 'a', end: 1 }] })] }],
  ['words.0.start', { segments: [segment('x', 0, 1)], words: [{ word: 'x', start: 'a', end: 1 }] }],
  ['text', { text: 7 }],
  ['transcription.0.offsets', { transcription: [{ text: 'x' }] }],
  ['transcription.0.offsets.to', { transcription: [{ text: 'x', offsets: { from: 2, to: 1 } }] }],
  ['transcription.0.speaker', { transcription: [{ text: 'x', offsets: { from: 0, to: 1 }, speaker: {} }] }],
  ['result', { transcription: [], result: 'x' }],
])('names %s as the place of a fault', (place, document) => {
  const fault = () => {
    try {
      return adapt(document);
    } catch (error) {
      return error;
    }
  };
  expect(fault()).toBeInstanceOf(DocumentFault);
  expect((fault() as DocumentFault).place).toBe(place);
});
