import fc from 'fast-check';
import { AppError } from '../../core/errors/app-error';
import { separate } from './append-plan';
import { PreparedUtterance } from './placing';

const prepared = (seq: number, content: string): PreparedUtterance => ({
  utterance: { seq, speaker: 'agent', startMs: null, endMs: null, text: content, words: null, vendorSentiment: null },
  sentiment: { score: 0, label: 'neutral', confidence: 0.5, keywords: [], evidence: [] },
  wordCount: 1,
  digest: Buffer.from(content),
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
