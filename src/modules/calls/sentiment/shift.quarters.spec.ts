import fc from 'fast-check';
import { ConversationMetrics } from '../../metrics/conversation-metrics.service';
import { sentimentShift } from './shift';

const SILENT = { overall: null, agent: null, customer: null, shift: null, trend: null };
const plain = { text: 'x', wordCount: 1, words: null, label: 'neutral', vendorLabel: null } as const;

const said = fc
  .record({
    speaker: fc.constantFrom('agent', 'customer', 'customer', 'other'),
    startMs: fc.oneof(fc.nat(20), fc.nat(40_000_000)),
    lastsMs: fc.oneof(fc.nat(9), fc.nat(46_400_000)),
    scoreE4: fc.integer({ min: -10_000, max: 10_000 }),
  })
  .map(({ lastsMs, ...one }) => ({ ...one, endMs: one.startMs + lastsMs }));

describe('the shift of a call and its quarters by weight', () => {
  it('are the same means: the last quarter minus the first, but for the rounding of each', () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 12 }), (calls) => {
        const utterances = calls.map((one, index) => ({ ...one, ...plain, seq: index + 1, words: null }));
        const { details } = new ConversationMetrics().measure({ durationMs: null, utterances, sentiment: SILENT });
        const [first = null, , , last = null] = details.weightedQuarters?.customer ?? [];
        const shift = sentimentShift(utterances.map((one) => ({ ...one, words: 1 })));
        expect(shift === null).toBe(first === null || last === null);
        if (shift !== null) expect(Math.abs(shift - ((last ?? NaN) - (first ?? NaN)))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('are the same number where a quarter has one score', () => {
    const utterances = [
      { ...plain, seq: 1, speaker: 'customer', startMs: 0, endMs: 1_000, scoreE4: -3_333 },
      { ...plain, seq: 2, speaker: 'customer', startMs: 3_000, endMs: 4_000, scoreE4: 1_234 },
    ] as const;
    const call = { durationMs: null, utterances: [...utterances], sentiment: SILENT };
    expect(new ConversationMetrics().measure(call).details.weightedQuarters?.customer).toEqual([
      -3_333,
      null,
      null,
      1_234,
    ]);
    expect(sentimentShift(utterances.map((one) => ({ ...one, words: 1 })))).toBe(4_567);
  });

  it('begin and end within a millisecond where the call’s length is no multiple of four', () => {
    const of = (startMs: number, endMs: number, scoreE4: number) =>
      ({ ...plain, seq: startMs + 1, speaker: 'customer', startMs, endMs, scoreE4 }) as const;
    const call = {
      durationMs: null,
      utterances: [of(0, 1, 1_000), of(1, 2, 4_000), of(4, 5, 2_000)],
      sentiment: SILENT,
    };
    // The first quarter is 1.25 ms: (1 x 1000 + 0.25 x 4000) / 1.25 = 1600.
    expect(new ConversationMetrics().measure(call).details.weightedQuarters?.customer).toEqual([
      1_600,
      4_000,
      null,
      2_000,
    ]);
  });

  it('are exact for thousands of utterances that all last for a day', () => {
    const utterances = Array.from({ length: 20_000 }, (_, i) => ({
      ...{ ...plain, seq: i + 1, speaker: 'customer', startMs: 0, endMs: 86_400_000 },
      scoreE4: i % 2 === 0 ? 9_999 : -10_000,
    })) as Parameters<ConversationMetrics['measure']>[0]['utterances'];
    const { details } = new ConversationMetrics().measure({ durationMs: null, utterances, sentiment: SILENT });
    expect(details.weightedQuarters?.customer).toEqual([-1, -1, -1, -1]);
  });
});
