import fc from 'fast-check';
import { AppError } from '../../core/errors/app-error';
import { CallErrors } from './calls.errors';
import { planAppend, refuseTooMany, separate } from './append-plan';
import { MAX_TRANSCRIPT_LENGTH, MAX_UTTERANCES_PER_CALL } from './limits';
import { PreparedUtterance } from './placing';

const prepared = (seq: number, content: string): PreparedUtterance => ({
  utterance: { seq, speaker: 'agent', startMs: null, endMs: null, text: content, words: null, vendorSentiment: null },
  sentiment: { score: 0, label: 'neutral', confidence: 0.5, keywords: [], evidence: [] },
  wordCount: 1,
  digest: Buffer.from(content),
  analyzer: 'lexicon.v1',
});

describe('a delivery', () => {
  it('keeps its order, without what is known and what it repeats', () => {
    const delivery = [prepared(9, 'i'), prepared(2, 'b'), prepared(9, 'i'), prepared(1, 'a')];
    const { fresh, duplicates } = separate(delivery, new Map([[2, Buffer.from('b')]]));
    expect(fresh.map(({ utterance }) => utterance.seq)).toEqual([9, 1]);
    expect(duplicates).toBe(2);
  });

  it.each([
    ['what is stored', [prepared(2, 'other')]],
    ['itself', [prepared(3, 'c'), prepared(3, 'other')]],
  ])('that contradicts %s is refused', (_, delivery) => {
    const attempt = () => separate(delivery, new Map([[2, Buffer.from('b')]]));
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow('was delivered before with other content');
  });

  it('stores each utterance once, however it is cut and repeated', () => {
    const seqs = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 15 });
    fc.assert(
      fc.property(fc.array(seqs, { maxLength: 10 }), (deliveries) => {
        const stored = new Map<number, Buffer>();
        let counted = 0;
        for (const delivery of deliveries) {
          const { fresh, duplicates } = separate(
            delivery.map((seq) => prepared(seq, `text ${seq}`)),
            stored,
          );
          fresh.forEach(({ utterance, digest }) => stored.set(utterance.seq, digest));
          counted += fresh.length + duplicates;
        }
        expect(new Set(deliveries.flat())).toEqual(new Set(stored.keys()));
        expect(counted).toBe(deliveries.flat().length);
      }),
    );
  });
});

describe('deliveries to one call', () => {
  const live = { status: 'live' as const, lastPosition: 4, transcriptLength: 40 };

  it('are taken one after the other, and one that is refused leaves the others whole', () => {
    const deliveries = [[prepared(5, 'e')], [prepared(5, 'other')], [prepared(5, 'e'), prepared(6, 'f')]];
    const { fresh, outcomes } = planAppend(deliveries, new Map(), live);
    expect(fresh.map(({ utterance }) => utterance.seq)).toEqual([5, 6]);
    expect(outcomes[0]).toEqual({ accepted: 1, duplicates: 0, lastPosition: 5 });
    expect(outcomes[1]).toMatchObject({ type: CallErrors.utteranceConflict });
    expect(outcomes[2]).toEqual({ accepted: 1, duplicates: 1, lastPosition: 6 });
  });

  it('to a completed call are refused, telling how much of each was stored before', () => {
    const stored = new Map([[1, Buffer.from('a')]]);
    const { fresh, outcomes } = planAppend([[prepared(1, 'a'), prepared(2, 'b')]], stored, {
      ...live,
      status: 'completed',
    });
    expect(fresh).toEqual([]);
    expect(outcomes[0]).toMatchObject({
      type: CallErrors.completed,
      message: expect.stringContaining('1 of the 2') as string,
    });
  });

  it.each([
    ['utterances', { ...live, lastPosition: MAX_UTTERANCES_PER_CALL - 1 }, 'b'],
    ['characters', { ...live, transcriptLength: MAX_TRANSCRIPT_LENGTH - 3 }, 'bc'],
  ])('are refused when a call would hold too many %s, and taken up to that', (_, progress, second) => {
    const { outcomes } = planAppend([[prepared(1, 'a')], [prepared(2, `${second}c`)]], new Map(), progress);
    expect(outcomes).toEqual([
      expect.objectContaining({ accepted: 1 }),
      expect.objectContaining({ type: CallErrors.tooLong }),
    ]);
  });
});

describe('the length of what is sent', () => {
  const sent = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => prepared(index + 1, 'a'.repeat(length)).utterance);

  it.each([
    ['the most characters', sent(100, 20_000), false],
    ['a character more', [...sent(100, 20_000), prepared(101, 'a').utterance], true],
    ['the most characters, all sent twice', [...sent(100, 20_000), ...sent(100, 20_000)], false],
    ['the most utterances', sent(MAX_UTTERANCES_PER_CALL, 1), false],
    ['an utterance more', sent(MAX_UTTERANCES_PER_CALL + 1, 1), true],
  ])('counts what is repeated once: %s', (_, utterances, refused) => {
    const attempt = () => refuseTooMany(utterances);
    if (refused) expect(attempt).toThrow('A call holds at most');
    else expect(attempt).not.toThrow();
  });
});
