import fc from 'fast-check';
import { callDigest, utteranceDigest } from './content-digest';
import { NewCall, NewUtterance } from './new-call';

const bare: NewUtterance = {
  seq: 1,
  speaker: 'agent',
  startMs: null,
  endMs: null,
  text: 'Hello',
  words: null,
  vendorSentiment: null,
};
const call: NewCall = {
  externalId: 'x',
  agent: null,
  customer: null,
  direction: null,
  startedAt: null,
  endedAt: null,
  language: null,
  tags: [],
  metadata: {},
  utterances: null,
};
const digestOf = (change: Partial<NewCall>) => callDigest({ ...call, ...change }).toString('hex');

describe('the digest of a call', () => {
  it('does not depend on the order of tags and members', () => {
    expect(digestOf({ tags: ['a', 'b'], metadata: { x: 1, y: { p: 1, q: 2 } } })).toBe(
      digestOf({ tags: ['b', 'a'], metadata: { y: { q: 2, p: 1 }, x: 1 } }),
    );
  });

  it.each<[string, Partial<NewCall>, Partial<NewCall>]>([
    ['an agent without and with a name', { agent: { externalId: 'a' } }, { agent: { externalId: 'a', name: 'A' } }],
    ['no transcript and none said', { utterances: null }, { utterances: [] }],
    ['one tag and two', { tags: ['a,b'] }, { tags: ['a', 'b'] }],
    ['an object and a list of its entries', { metadata: { x: { a: 1 } } }, { metadata: { x: [['a', 1]] } }],
    ['a number and its text', { metadata: { x: 1 } }, { metadata: { x: '1' } }],
    ['null and absent', { metadata: { x: null } }, { metadata: {} }],
    ['customer and language', { customer: 'en' }, { language: 'en' }],
  ])('tells apart %s', (_, one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  it('tells any two different metadata apart, and only those', () => {
    const metadata = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<Record<string, unknown>>;
    fc.assert(
      fc.property(metadata, metadata, (one, other) => {
        const same = digestOf({ metadata: one }) === digestOf({ metadata: other });
        return same === (canonical(one) === canonical(other));
      }),
      { numRuns: 300 },
    );
  });

  it('does not know the external id and the source: they are compared apart', () => {
    expect(digestOf({ externalId: 'y' })).toBe(digestOf({}));
  });
});

describe('the digest of an utterance', () => {
  it.each<[string, Partial<NewUtterance>]>([
    ['seq', { seq: 2 }],
    ['speaker', { speaker: 'other' }],
    ['text', { text: 'Hello ' }],
    ['start', { startMs: 0, endMs: 0 }],
    ['words', { words: [] }],
    ['vendor sentiment', { vendorSentiment: {} }],
  ])('knows its %s', (_, change) => {
    expect(utteranceDigest({ ...bare, ...change })).not.toEqual(utteranceDigest(bare));
  });

  it('takes a missing confidence and a missing label as what they are', () => {
    const words = [{ text: 'a', startMs: 0, endMs: 1 }];
    const spelled = [{ endMs: 1, startMs: 0, text: 'a', confidence: undefined }];
    expect(utteranceDigest({ ...bare, words })).toEqual(utteranceDigest({ ...bare, words: spelled }));
  });
});

/** JSON with sorted members; -0 is 0 in JSON. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
