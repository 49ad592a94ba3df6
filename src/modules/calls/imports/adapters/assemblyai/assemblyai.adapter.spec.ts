import { readDocument } from '../../../../../../test/support/call-fixtures';
import { DocumentFault, GivenRoles } from '../../transcript-adapter';
import { assemblyAiAdapter } from './assemblyai.adapter';

interface Utterance {
  speaker: string;
  startMs: number | null;
  endMs: number | null;
  text: string;
  words?: unknown[];
  vendorSentiment?: unknown;
}

function adapt(fields: object, roles: GivenRoles = {}) {
  const adapted = assemblyAiAdapter.adapt({ id: 'x', status: 'completed', ...fields }, roles);
  return { ...adapted, utterances: adapted.call['utterances'] as Utterance[] };
}

const utterance = (speaker: string | null, text: string, start: number, more: object = {}) => ({
  speaker,
  text,
  start,
  end: start + 500,
  confidence: 0.9,
  words: [],
  ...more,
});
const word = (text: string, start: number, end: number, more: object = {}) => ({
  text,
  start,
  end,
  confidence: 0.9,
  ...more,
});
const saidBy = (utterances: Utterance[]) => utterances.map(({ speaker, text }) => `${speaker}: ${text}`);

describe('an AssemblyAI transcript', () => {
  it('never makes the address of the audio a part of the call, which is signed, nor that of the webhook', () => {
    const document = readDocument('vendor-transcripts/assemblyai_utterances.json') as { audio_url: string };
    expect(document.audio_url).toMatch('Signature=');
    const adapted = assemblyAiAdapter.adapt(document, {});
    expect(JSON.stringify(adapted)).not.toMatch(/https?:|Signature|Expires/);
    for (const from of ['audio_url', 'webhook_url']) {
      const reason = 'an address, which may carry a signature, is never part of a call';
      expect(adapted.dropped).toContainEqual({ from, reason, count: 1 });
    }
  });

  it.each([['queued'], ['processing'], ['error'], [undefined]])('is refused while its status is %p', (status) => {
    expect(() => adapt({ status })).toThrow(new DocumentFault('status', 'must be completed'));
  });

  it.each([
    ['en', 'en'],
    ['en_us', 'en-US'],
    ['en_uk', 'en-GB'],
    [null, undefined],
    ['?', undefined],
  ])('in the language %p is in %p', (code, language) => {
    expect(adapt({ language_code: code, text: 'x' }).call['language']).toBe(language);
  });

  it('tells speakers apart by their letters', () => {
    const utterances = [utterance('A', 'Hello.', 0), utterance('B', 'Hi.', 600), utterance('C', 'Hey.', 1200)];
    expect(saidBy(adapt({ utterances }).utterances)).toEqual(['agent: Hello.', 'customer: Hi.', 'other: Hey.']);
    expect(saidBy(adapt({ utterances }, { agentSpeaker: 'B' }).utterances)).toEqual([
      'customer: Hello.',
      'agent: Hi.',
      'other: Hey.',
    ]);
  });

  it('tells sides apart by the channel, numbered from 1, where there are several', () => {
    const utterances = [
      utterance('1A', 'Hello.', 0, { channel: '1' }),
      utterance('2A', 'Hi.', 600, { channel: '2' }),
      utterance('2B', 'Hey.', 1200, { channel: '2' }),
    ];
    const { utterances: read, guessed } = adapt({ utterances }, { agentChannel: 2 });
    expect(saidBy(read)).toEqual(['customer: Hello.', 'agent: Hi.', 'agent: Hey.']);
    expect(guessed).toEqual([]);
  });

  it('takes the sentiment of a sentence only where it is the whole utterance', () => {
    const result = (text: string, start: number, end: number) => ({
      text,
      start,
      end,
      sentiment: 'POSITIVE',
      confidence: 0.8,
      speaker: 'A',
    });
    const { utterances, dropped, mapped } = adapt({
      utterances: [utterance('A', 'Great.', 0), utterance('B', 'Well. Fine.', 1000), utterance('A', 'Great.', 2000)],
      sentiment_analysis_results: [result('Great.', 0, 500), result('Well.', 1000, 1200), result('Great.', 2000, 2499)],
    });
    expect(utterances.map(({ vendorSentiment }) => vendorSentiment)).toEqual([
      { label: 'POSITIVE' },
      undefined,
      undefined,
    ]);
    expect(mapped.find(({ from }) => from === 'sentiment_analysis_results')?.count).toBe(1);
    expect(dropped).toContainEqual({
      from: 'sentiment_analysis_results.*',
      reason: 'not of exactly one utterance',
      count: 2,
    });
  });

  it('drops what cannot be stored of words, with the reasons, and keeps the utterance', () => {
    const words = [
      word('Good', 0, 100),
      word('day', 100, 50),
      word('sir', 100, 150, { confidence: null }),
      { text: 'now', confidence: 1 },
      word(' ', 150, 160),
      word('x'.repeat(201), 150, 160),
    ];
    const { utterances, dropped } = adapt({ utterances: [utterance('A', 'Good day sir now.', 0, { words })] });
    expect(utterances[0]?.words).toEqual([
      { text: 'Good', startMs: 0, endMs: 100, confidence: 0.9 },
      { text: 'sir', startMs: 100, endMs: 150 },
    ]);
    const lost = dropped.filter(({ from }) => from === 'utterances.*.words.*');
    expect(lost.map(({ reason, count }) => [reason, count])).toEqual([
      ['it ends before it starts; the text has it', 1],
      ['it has no times; the text has it', 1],
      ['nothing was said', 1],
      ['longer than 200 characters; the text has it', 1],
    ]);
  });

  it('without utterances is made of its words, by speaker and pause', () => {
    const words = [word('Hello.', 0, 400, { speaker: null }), word('Fine.', 1200, 1500), word('Yes.', 1600, 1700)];
    const { utterances, guessed } = adapt({ utterances: null, words, text: 'Hello. Fine. Yes.' });
    expect(saidBy(utterances)).toEqual(['other: Hello.', 'other: Fine. Yes.']);
    expect(guessed.map(({ field }) => field)).toEqual(['utterances', 'utterances.*.speaker']);
  });

  it('with its text alone is one utterance without times', () => {
    const { utterances, places } = adapt({ utterances: null, words: null, text: 'All of it.' });
    expect(utterances).toEqual([{ seq: 1, speaker: 'other', startMs: null, endMs: null, text: 'All of it.' }]);
    expect(places).toEqual(['']);
  });

  it('of silence has no utterances', () => {
    expect(adapt({ utterances: [utterance('A', ' ', 0)], words: [], text: '' }).utterances).toEqual([]);
    expect(adapt({ utterances: null, words: [], text: null }).utterances).toEqual([]);
  });
});

it.each<[string, object]>([
  ['id', { id: 7 }],
  ['text', { text: 7 }],
  ['words', { words: 'x' }],
  ['words.0.text', { words: [{ start: 0, end: 1 }] }],
  ['words.0.confidence', { words: [word('x', 0, 1, { confidence: 1.5 })] }],
  ['words.1.start', { words: [word('x', 0, 1), word('y', 1.5, 2)] }],
  ['utterances', { utterances: {} }],
  ['utterances.0.text', { utterances: [utterance('A', 'x', 0, { text: null })] }],
  ['utterances.0.start', { utterances: [utterance('A', 'x', 0, { start: '0' })] }],
  ['utterances.0.end', { utterances: [utterance('A', 'x', 0, { start: 1000 })] }],
  ['utterances.0.channel', { utterances: [utterance('A', 'x', 0, { channel: {} })] }],
  ['sentiment_analysis_results.0', { utterances: [], sentiment_analysis_results: ['x'] }],
])('names %s as the place of a fault', (place, fields) => {
  const fault = () => {
    try {
      return adapt(fields);
    } catch (error) {
      return error;
    }
  };
  expect(fault()).toBeInstanceOf(DocumentFault);
  expect((fault() as DocumentFault).place).toBe(place);
});

it.each([
  ['words', { words: [word('Hello.', 1, 2)] }],
  ['text', { words: [], text: 'Hello.' }],
])('reads the %s of a document whose list of utterances is empty', (_, fields) => {
  const { utterances, dropped } = adapt({ ...fields, utterances: [] });
  expect(utterances).toEqual(adapt(fields).utterances);
  expect(utterances).toMatchObject([{ text: 'Hello.' }]);
  expect(dropped).toContainEqual({ from: 'utterances', reason: 'there are none', count: 1 });
});
