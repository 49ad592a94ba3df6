import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterFor } from './adapters';
import { placeInDocument } from './document-place';
import { Adapted } from './transcript-adapter';

const FIXTURES = join(__dirname, '../../../../test/fixtures/calls');
const read = (path: string): unknown => JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'));

interface Utterance {
  words?: unknown[];
}

/** Words are many: the expected form keeps the first two and how many there are. */
function canonical({ call, mapped, dropped }: Adapted): unknown {
  const utterances = (call['utterances'] as Utterance[]).map(({ words, ...utterance }) => ({
    ...utterance,
    ...(words === undefined ? {} : { words: { count: words.length, first: words.slice(0, 2) } }),
  }));
  return JSON.parse(JSON.stringify({ call: { ...call, utterances }, mapped, dropped })) as unknown;
}

describe('what the adapters make of real documents', () => {
  it.each([
    ['aws-call-analytics/example-call.json', 'aws-call-analytics', 'example-call.json'],
    ['aws-call-analytics/contact-lens-sample.json', 'aws-call-analytics', 'contact-lens-sample.json'],
  ])('%s is recognised as %s', (path, format, expected) => {
    const document = read(path);
    const adapter = adapterFor('auto', document);
    expect(adapter.format).toBe(format);
    expect(canonical(adapter.adapt(document))).toEqual(read(`expected/${expected}`));
  });

  it('takes Parley’s own shape as it is', () => {
    const document = {
      format: 'parley',
      externalId: 'x',
      agent: null,
      surprise: 1,
      utterances: [{ seq: 4, speaker: 'agent', text: 'Hello' }],
    };
    expect(adapterFor('auto', document).adapt(document)).toEqual({
      call: { externalId: 'x', utterances: document.utterances },
      mapped: [
        { from: 'externalId', to: 'externalId', count: 1 },
        { from: 'utterances', to: 'utterances', count: 1 },
      ],
      dropped: [{ from: 'surprise', reason: 'not a field of a call', count: 1 }],
      places: ['utterances.0'],
    });
  });

  it.each([[[]], [null], ['text'], [{}], [{ results: {} }]])('knows no format for %j', (document) => {
    expect(() => adapterFor('auto', document)).toThrow('The document is none of parley, aws-call-analytics');
  });

  it('counts a silent turn as dropped and numbers the others without a gap', () => {
    const turn = (Content: string) => ({ ParticipantRole: 'AGENT', Content, BeginOffsetMillis: 0, EndOffsetMillis: 1 });
    const document = { Participants: [], Transcript: [turn('One.'), turn('  '), turn('Two.')] };
    const { call, dropped, places } = adapterFor('auto', document).adapt(document);
    expect((call['utterances'] as { seq: number; text: string }[]).map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'One.'],
      [2, 'Two.'],
    ]);
    expect(places).toEqual(['Transcript.0', 'Transcript.2']);
    expect(dropped).toEqual([{ from: 'Transcript.*', reason: 'nothing was said', count: 1 }]);
  });
});

describe('the place in a document', () => {
  const adapted = {
    places: ['Transcript.0', 'Transcript.2'],
    mapped: [
      { from: 'JobName', to: 'externalId', count: 1 },
      { from: 'Transcript.*.Content', to: 'utterances.*.text', count: 2 },
      { from: 'Transcript.*.Items', to: 'utterances.*.words', count: 2 },
    ],
  };

  it.each([
    ['externalId', 'JobName'],
    ['utterances', 'utterances'],
    ['utterances.1', 'Transcript.2'],
    ['utterances.1.text', 'Transcript.2.Content'],
    ['utterances.1.words.7.startMs', 'Transcript.2.Items'],
    ['utterances.1.seq', 'Transcript.2.seq'],
    ['utterances.9.text', 'utterances.9.text'],
    ['agent.name', 'agent.name'],
  ])('of %s is %s', (field, place) => {
    expect(placeInDocument(field, adapted)).toBe(place);
  });
});
