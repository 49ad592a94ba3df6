import { readDocument } from '../../../../../../test/support/call-fixtures';
import { wordListFault } from '../../../dto/word-list';
import { DocumentFault, GivenRoles } from '../../transcript-adapter';
import { deepgramAdapter } from './deepgram.adapter';

interface Utterance {
  speaker: string;
  startMs: number | null;
  endMs: number | null;
  text: string;
  words?: { text: string; startMs: number; endMs: number }[];
  vendorSentiment?: unknown;
}

function adapt(results: unknown, roles: GivenRoles = {}, metadata: unknown = {}) {
  const adapted = deepgramAdapter.adapt({ metadata, results }, roles);
  return { ...adapted, utterances: adapted.call['utterances'] as Utterance[] };
}

const word = (text: string, start: number, end: number, more: object = {}) => ({
  word: text.toLowerCase(),
  punctuated_word: text,
  start,
  end,
  confidence: 0.9,
  ...more,
});
const utterance = (fields: object) => ({ start: 0, end: 1, channel: 0, transcript: 'Hello.', words: [], ...fields });
const channel = (words: unknown[], more: object = {}) => ({
  alternatives: [{ transcript: 'x', confidence: 1, words }],
  ...more,
});
const saidBy = (utterances: Utterance[]) => utterances.map(({ speaker, text }) => `${speaker}: ${text}`);

describe('a Deepgram answer with utterances', () => {
  it.each(['dg_speakers', 'dg_utterances'])('%s keeps every word, and all of them can be stored', (name) => {
    const document = readDocument(`vendor-transcripts/${name}.json`) as { results: { channels: unknown[] } };
    const { utterances } = adapt(document.results);
    const words = utterances.flatMap(({ words: own = [] }) => own);
    expect(words).toHaveLength(name === 'dg_speakers' ? 226 : 62);
    expect(wordListFault(words)).toBeUndefined();
    for (const { text, words: own = [] } of utterances) expect(own.map((one) => one.text).join(' ')).toBe(text);
  });

  it('rounds seconds to the nearest millisecond', () => {
    const words = [word('Hello.', 5.2799997, 6.3199997)];
    const { utterances } = adapt({ channels: [{}], utterances: [utterance({ start: 1.005, end: 17.279999, words })] });
    expect(utterances[0]).toMatchObject({ startMs: 1005, endMs: 17280, words: [{ startMs: 5280, endMs: 6320 }] });
  });

  it('tells the speakers of one channel apart by their labels, in the order of their starts', () => {
    const utterances = [
      utterance({ start: 5, end: 6, speaker: 0, transcript: 'Second.' }),
      utterance({ start: 1, end: 2, speaker: 1, transcript: 'First.' }),
    ];
    const read = adapt({ channels: [{}], utterances });
    expect(saidBy(read.utterances)).toEqual(['agent: First.', 'customer: Second.']);
    expect(read.places).toEqual(['results.utterances.1', 'results.utterances.0']);
    expect(read.guessed).toEqual([{ field: 'utterances.*.speaker', guess: 'the first to speak is the agent' }]);
    expect(saidBy(adapt({ channels: [{}], utterances }, { agentSpeaker: '0' }).utterances)).toEqual([
      'customer: First.',
      'agent: Second.',
    ]);
  });

  it('tells the sides apart by the channel where there are several, whose speakers are all numbered from 0', () => {
    const utterances = [
      utterance({ start: 0, channel: 0, speaker: 0, transcript: 'Agent.' }),
      utterance({ start: 1, channel: 1, speaker: 0, transcript: 'Customer.' }),
    ];
    const { utterances: read } = adapt({ channels: [{}, {}], utterances }, { agentChannel: 0 });
    expect(saidBy(read)).toEqual(['agent: Agent.', 'customer: Customer.']);
    expect(saidBy(adapt({ channels: [{}, {}], utterances }, { agentSpeaker: '1:0' }).utterances)).toEqual([
      'customer: Agent.',
      'agent: Customer.',
    ]);
  });

  it('takes an utterance’s own sentiment, and a segment’s only of exactly its words', () => {
    const segments = [
      { text: 'Good day.', start_word: 0, end_word: 1, sentiment: 'positive', sentiment_score: 0.7 },
      { text: 'Now then', start_word: 2, end_word: 3, sentiment: 'neutral', sentiment_score: 0 },
      { text: 'this is bad.', start_word: 4, end_word: 6, sentiment: 'negative', sentiment_score: -0.6 },
      { text: 'Bye.', start_word: 7, end_word: 7, sentiment: 'neutral', sentiment_score: 0.1 },
    ];
    const said = (text: string, at: number, more: object = {}) =>
      utterance({
        start: at,
        end: at + 1,
        transcript: text,
        words: text.split(' ').map((one) => word(one, at, at)),
        ...more,
      });
    const utterances = [
      said('Good day.', 0),
      said('Now then this is bad.', 1),
      said('Bye.', 2, { sentiment: 'positive', sentiment_score: 0.5 }),
    ];
    const sentiments = { segments, average: { sentiment: 'neutral', sentiment_score: 0 } };
    const { utterances: read, dropped, mapped } = adapt({ channels: [{}], utterances, sentiments });
    expect(read.map(({ vendorSentiment }) => vendorSentiment)).toEqual([
      { label: 'positive', score: 0.7 },
      undefined,
      { label: 'positive', score: 0.5 },
    ]);
    expect(mapped).toContainEqual({
      from: 'results.sentiments.segments',
      to: 'utterances.*.vendorSentiment',
      count: 1,
    });
    expect(dropped.find(({ from }) => from === 'results.sentiments.segments.*')?.count).toBe(3);
  });
});

describe('a Deepgram answer without utterances', () => {
  it('makes utterances of the words of one speaker, up to a pause, and says so', () => {
    const words = [
      word('Hello,', 0.08, 0.32, { speaker: 0 }),
      word('there.', 0.32, 0.8, { speaker: 0 }),
      word('Hi.', 0.9, 1.2, { speaker: 1 }),
      word('How', 1.25, 1.4, { speaker: 0 }),
      word('are', 2.19, 2.3, { speaker: 0 }),
      word('you?', 3.1, 3.4, { speaker: 0 }),
    ];
    const { utterances, guessed, places, mapped } = adapt({ channels: [channel(words)] });
    expect(saidBy(utterances)).toEqual(['agent: Hello, there.', 'customer: Hi.', 'agent: How are', 'agent: you?']);
    expect(utterances[0]).toMatchObject({ startMs: 80, endMs: 800 });
    expect(places[2]).toBe('results.channels.0.alternatives.0.words.3');
    expect(guessed[0]).toEqual({
      field: 'utterances',
      guess: 'words of one voice are one utterance until a pause of 800 ms',
    });
    expect(mapped.find(({ to }) => to === 'utterances.*.words')?.count).toBe(6);
  });

  it('keeps the channels apart where both speak at once', () => {
    const agent = channel([word('One', 0, 0.5), word('two', 0.5, 1), word('three.', 1, 1.5)]);
    const customer = channel([word('Yes.', 0.6, 0.9)]);
    const { utterances, mapped } = adapt({ channels: [agent, customer] }, { agentChannel: 0 });
    expect(saidBy(utterances)).toEqual(['agent: One two three.', 'customer: Yes.']);
    expect(mapped).toContainEqual({ from: 'results.channels.* (index)', to: 'utterances.*.speaker', count: 2 });
  });

  it('takes the text alone where there are no words, without times', () => {
    const { utterances, guessed } = adapt({ channels: [{ alternatives: [{ transcript: ' All of it. ' }] }] });
    expect(utterances).toEqual([{ seq: 1, speaker: 'other', startMs: null, endMs: null, text: 'All of it.' }]);
    expect(guessed.map(({ field }) => field)).toContain('utterances.*.speaker');
  });

  it('counts other alternatives as dropped, and makes nothing of silence', () => {
    const alternatives = [{ transcript: '', words: [] }, { transcript: 'x' }];
    const { utterances, dropped } = adapt({ channels: [{ alternatives }, { alternatives: [] }] });
    expect(utterances).toEqual([]);
    expect(dropped.find(({ reason }) => reason === 'less probable than the first')?.count).toBe(1);
  });
});

describe('the head of a Deepgram answer', () => {
  it('names the call by the request, and never takes the time of the transcription for that of the call', () => {
    const { call, dropped } = adapt({ channels: [] }, {}, { request_id: 'r-1', created: '2023-10-27T15:35:56.637Z' });
    expect(call).toEqual({ externalId: 'r-1', utterances: [] });
    expect(dropped).toContainEqual({
      from: 'metadata.created',
      reason: 'the time of the transcription, not of the call',
      count: 1,
    });
  });

  it.each([
    [['en', 'en'], 'en'],
    [['en-us'], 'en-US'],
    [['en', 'es'], undefined],
    [['multi'], undefined],
    [[undefined, 'fr'], 'fr'],
  ])('takes the language %j for %p', (languages, language) => {
    const channels = languages.map((one) => channel([], { detected_language: one }));
    expect(adapt({ channels }).call['language']).toBe(language);
  });
});

it.each<[string, unknown]>([
  ['results.channels', { channels: 'x' }],
  ['results.utterances', { channels: [], utterances: {} }],
  ['results.utterances.1', { channels: [], utterances: [utterance({}), 7] }],
  ['results.utterances.0.transcript', { channels: [], utterances: [utterance({ transcript: null })] }],
  ['results.utterances.0.start', { channels: [], utterances: [utterance({ start: -1 })] }],
  ['results.utterances.0.end', { channels: [], utterances: [utterance({ start: 2, end: 1.9 })] }],
  ['results.utterances.0.speaker', { channels: [], utterances: [utterance({ speaker: {} })] }],
  ['results.utterances.0.sentiment_score', { channels: [], utterances: [utterance({ sentiment_score: 'high' })] }],
  ['results.utterances.0.words.0.start', { channels: [], utterances: [utterance({ words: [word('x', NaN, 1)] })] }],
  ['results.channels.0.alternatives', { channels: [{}] }],
  ['results.channels.0.alternatives.0.words.1', { channels: [channel([word('x', 0, 1), null])] }],
  ['results.channels.0.alternatives.0.words.0.speaker', { channels: [channel([word('x', 0, 1, { speaker: [] })])] }],
  ['results.sentiments.segments', { channels: [], utterances: [], sentiments: { segments: 1 } }],
])('names %s as the place of a fault', (place, results) => {
  const fault = () => {
    try {
      return adapt(results);
    } catch (error) {
      return error;
    }
  };
  expect(fault()).toBeInstanceOf(DocumentFault);
  expect((fault() as DocumentFault).place).toBe(place);
});

it('reads the channels of a document whose list of utterances is empty', () => {
  const channels = [channel([word('Hello.', 1, 2)])];
  const { utterances, dropped } = adapt({ channels, utterances: [] });
  expect(utterances).toEqual(adapt({ channels }).utterances);
  expect(utterances).toMatchObject([{ text: 'Hello.', startMs: 1000, endMs: 2000 }]);
  expect(dropped).toContainEqual({ from: 'results.utterances', reason: 'there are none', count: 1 });
});
