import * as fc from 'fast-check';
import { place, PreparedUtterance, toScored } from '../placing';
import { emptyStreamState, Speaker } from '../sentiment/rolling';
import { restream, StreamedUtterance } from './restream';
import { otherSide } from './undo';

const prepared: fc.Arbitrary<PreparedUtterance[]> = fc
  .array(
    fc.record({
      speaker: fc.constantFrom<Speaker>('agent', 'customer', 'other'),
      start: fc.option(fc.integer({ min: 0, max: 600_000 })),
      words: fc.integer({ min: 0, max: 50 }),
      score: fc.integer({ min: -10_000, max: 10_000 }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((list) =>
    list.map(({ speaker, start, words, score }, index) => ({
      utterance: {
        ...{ seq: 100 - index, speaker, text: 'a', words: null, vendorSentiment: null },
        ...{ startMs: start, endMs: start === null ? null : start + 900 },
      },
      sentiment: { score: score / 10_000, label: 'neutral', confidence: 0.5, keywords: [], evidence: [] },
      wordCount: words,
      digest: Buffer.alloc(0),
      analyzer: 'test.v1',
    })),
  );

const received = (list: PreparedUtterance[]) => place({ state: emptyStreamState(), lastPosition: 0 }, list);
const streamed = (list: PreparedUtterance[]): StreamedUtterance[] =>
  received(list).rows.map(({ trend, rollingAgent, rollingCustomer }, index) => ({
    ...toScored(list[index] as PreparedUtterance),
    ...{ trend, rollingAgent, rollingCustomer },
  }));

describe('running a stream anew', () => {
  it('gives what the corrected utterances would have given on arrival, and tells just those that changed', () => {
    fc.assert(
      fc.property(prepared, fc.nat(), fc.integer({ min: -10_000, max: 10_000 }), (list, at, scoreE4) => {
        const place = at % list.length;
        const corrected = list.map((one, index) =>
          index === place ? { ...one, wordCount: 3, sentiment: { ...one.sentiment, score: scoreE4 / 10_000 } } : one,
        );
        const before = streamed(list);
        const { seq } = before[place] as StreamedUtterance;
        const anew = restream(before, (u) => (u.seq === seq ? { ...u, words: 3, scoreE4 } : u));
        const like = streamed(corrected);
        expect(anew.utterances).toEqual(like);
        expect({ state: anew.state, trend: anew.trend }).toEqual({
          state: received(corrected).state,
          trend: received(corrected).trend,
        });
        const changed = like.filter((u, index) => JSON.stringify(u) !== JSON.stringify(before[index]));
        expect(anew.changed).toEqual(changed);
      }),
    );
  });

  it('gives back what was there after two swaps', () => {
    fc.assert(
      fc.property(prepared, (list) => {
        const swap = (u: StreamedUtterance) => ({ ...u, speaker: otherSide(u.speaker) });
        const before = streamed(list);
        const once = restream(before, swap);
        expect(once.changed.length).toBeGreaterThanOrEqual(before.filter(({ speaker }) => speaker !== 'other').length);
        const twice = restream(once.utterances, swap);
        expect(twice.utterances).toEqual(before);
        expect(twice.state).toEqual(received(list).state);
      }),
    );
  });

  it('of nothing is nothing', () => {
    const empty = { utterances: [], changed: [], state: emptyStreamState(), trend: null };
    expect(restream([], (u) => u)).toEqual(empty);
  });
});
