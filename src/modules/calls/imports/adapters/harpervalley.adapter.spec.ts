import { readDocument } from '../../../../../test/support/call-fixtures';
import { DocumentFault, GivenRoles } from '../transcript-adapter';
import { harperValleyAdapter } from './harpervalley.adapter';

const FIRST = 'harpervalley/0002f70f7386445b.json';
const SECOND = 'harpervalley/004860b1ab2e4c88.json';
const THIRD = 'harpervalley/0091a706bc604188.json';

interface Utterance {
  speaker: string;
  startMs: number;
  endMs: number;
  text: string;
  vendorSentiment?: unknown;
}

function adapt(document: unknown, roles: GivenRoles = {}) {
  const adapted = harperValleyAdapter.adapt(document, roles);
  return { ...adapted, utterances: adapted.call['utterances'] as Utterance[] };
}

function segment(fields: Record<string, unknown>) {
  return {
    index: 1,
    channel_index: 1,
    speaker_role: 'caller',
    human_transcript: 'hi',
    transcript: 'high',
    offset_ms: 3000,
    start_ms: 1000,
    duration_ms: 500,
    start_timestamp_ms: 1_590_000_003_000,
    emotion: [0.1, 0.2, 0.7],
    ...fields,
  };
}

describe('the traps of the HarperValleyBank corpus', () => {
  it('times by offset_ms, which counts from one moment, and not by start_ms, which each channel counts for itself', () => {
    const { utterances } = adapt(readDocument(FIRST));
    expect(utterances[0]).toMatchObject({ speaker: 'agent', startMs: 3720, endMs: 3720 + 2670 });
    expect(utterances[7]).toMatchObject({ text: 'which card would you like to replace', startMs: 23590 });
  });

  it('orders by offset_ms: by start_ms the agent would speak before the question it answers', () => {
    const document = [
      segment({ offset_ms: 10_690, start_ms: 10_690, human_transcript: 'hello' }),
      segment({
        offset_ms: 12_520,
        start_ms: 10_440,
        speaker_role: 'agent',
        channel_index: 2,
        human_transcript: 'yes',
      }),
    ];
    expect(adapt(document).utterances.map(({ text }) => text)).toEqual(['hello', 'yes']);
    expect(adapt([...document].reverse()).utterances.map(({ text }) => text)).toEqual(['hello', 'yes']);
  });

  it('drops what is only a sound, counts it, and removes nothing else', () => {
    const kept = [FIRST, SECOND, THIRD].map((path) => {
      const { utterances, dropped } = adapt(readDocument(path));
      return [utterances.length, dropped.find(({ from }) => from === '*')?.count];
    });
    expect(kept).toEqual([
      [17, 1],
      [13, 5],
      [10, 7],
    ]);
  });

  it.each([
    ['[noise]', undefined],
    [' [noise]  [laughter] ', undefined],
    ['', undefined],
    ['<unk> [noise]', '<unk> [noise]'],
    ['yes [noise] please', 'yes [noise] please'],
    ['[noise', '[noise'],
    ['noise]', 'noise]'],
  ])('makes of %j %j', (written, text) => {
    const { utterances } = adapt([segment({ human_transcript: 'before' }), segment({ human_transcript: written })]);
    expect(utterances[1]?.text).toBe(text);
  });

  it('takes what the transcriber wrote and not what the machine heard', () => {
    const { utterances } = adapt(readDocument(FIRST));
    expect(utterances.map(({ text }) => text)).toContain('my name is elizabeth');
    expect(utterances.map(({ text }) => text)).not.toContain('my name is alyssa');
  });

  it.each([
    ['a list', [0.1, 0.2, 0.7]],
    ['names', { negative: 0.1, neutral: 0.2, positive: 0.7 }],
  ])('takes the probabilities of the emotion model, as %s, for no sentiment', (_, emotion) => {
    const { utterances, dropped } = adapt([segment({ emotion })]);
    expect(utterances[0]).not.toHaveProperty('vendorSentiment');
    expect(dropped.find(({ from }) => from === '*.emotion')?.reason).toMatch('neither a label nor a score');
  });

  it('tells the roles by speaker_role, and knows the caller for the customer', () => {
    const roles = ['agent', 'caller', 'supervisor'].map((role) => segment({ speaker_role: role }));
    const { utterances, guessed } = adapt(roles);
    expect(utterances.map(({ speaker }) => speaker)).toEqual(['agent', 'customer', 'other']);
    expect(guessed).toEqual([]);
  });

  it.each<[GivenRoles, string[]]>([
    [{ agentChannel: 1 }, ['agent', 'customer']],
    [{ agentSpeaker: 'caller' }, ['agent', 'customer']],
    [{ agentChannel: 2 }, ['customer', 'agent']],
  ])('lets the agent that the caller names win: %j', (given, speakers) => {
    const document = [segment({}), segment({ speaker_role: 'agent', channel_index: 2 })];
    expect(adapt(document, given).utterances.map(({ speaker }) => speaker)).toEqual(speakers);
  });
});

describe('when a HarperValleyBank call began', () => {
  it.each([
    [FIRST, '2020-06-02T00:13:03.285Z'],
    [SECOND, '2020-05-30T17:43:29.355Z'],
    [THIRD, '2020-05-30T17:46:28.635Z'],
  ])('%s tells by every one of its segments: %s', (path, startedAt) => {
    const { call, guessed } = adapt(readDocument(path));
    expect(call['startedAt']).toBe(startedAt);
    expect(guessed).toEqual([]);
  });

  it('is said to be guessed where the segments differ, also those of sounds', () => {
    const late = segment({ human_transcript: '[noise]', start_timestamp_ms: 1_590_000_003_250 });
    const { call, guessed } = adapt([late, segment({})]);
    expect(call['startedAt']).toBe('2020-05-20T18:40:00.000Z');
    const guess = 'the earliest of the starts that the segments tell; they differ by up to 250 ms';
    expect(guessed).toEqual([{ field: 'startedAt', guess }]);
  });

  it('is not told without timestamps', () => {
    const { call, guessed } = adapt([segment({ start_timestamp_ms: null })]);
    expect(call).not.toHaveProperty('startedAt');
    expect(guessed).toEqual([]);
  });
});

const NO_INSTANT = 'must, less offset_ms, be milliseconds since 1970, before the year 10000';

it.each([
  ['1', [segment({}), 'x'], 'must be an object'],
  ['0.human_transcript', [segment({ human_transcript: 7 })], 'must be text'],
  ['0.offset_ms', [segment({ offset_ms: '3' })], 'must be a whole number of milliseconds from 0 on'],
  ['0.duration_ms', [segment({ duration_ms: -1 })], 'must be a whole number of milliseconds from 0 on'],
  ['0.speaker_role', [segment({ speaker_role: null })], 'must be text'],
  ['0.channel_index', [segment({ channel_index: {} })], 'must be text'],
  ['0.start_timestamp_ms', [segment({ start_timestamp_ms: 9e15 })], NO_INSTANT],
  ['0.start_timestamp_ms', [segment({ start_timestamp_ms: 253_402_300_803_000 })], NO_INSTANT],
  ['0.start_timestamp_ms', [segment({ start_timestamp_ms: 0, offset_ms: 9e15 })], NO_INSTANT],
  ['1.start_timestamp_ms', [segment({}), segment({ start_timestamp_ms: 2_999 })], NO_INSTANT],
  ['agentChannel', [segment({})], "must be one of the document's own: 1"],
])('names %s as the place of a fault', (place, document, message) => {
  const given = place === 'agentChannel' ? { agentChannel: 3 } : {};
  expect(() => adapt(document, given)).toThrow(new DocumentFault(place, message));
  try {
    adapt(document, given);
  } catch (error) {
    expect((error as DocumentFault).place).toBe(place);
  }
});

it('reads a long run of tags in linear time', () => {
  const text = `${'[a] '.repeat(200_000)}[`;
  const before = performance.now();
  adapt([segment({ human_transcript: text })]);
  expect(performance.now() - before).toBeLessThan(1_000);
});

it.each([
  ['nothing but tags', '[a]'.repeat(6_000_000), 0],
  ['tags beside a word', `${'[a]'.repeat(6_000_000)}x`, 1],
])('reads megabytes of %s', (_, text, expected) => {
  expect(adapt([segment({ human_transcript: text })]).utterances).toHaveLength(expected);
});
