import { cellOf, confidenceOf, LENGTH_BOUNDS, STRENGTH_BOUNDS } from './confidence';
import { CONFIDENCE_TABLE } from './confidence-table';

describe('confidence', () => {
  it('has a measured figure for every cell', () => {
    for (const label of ['negative', 'neutral', 'positive'] as const) {
      expect(CONFIDENCE_TABLE[label]).toHaveLength(label === 'neutral' ? 1 : STRENGTH_BOUNDS.length + 1);
      for (const row of CONFIDENCE_TABLE[label]) {
        expect(row).toHaveLength(LENGTH_BOUNDS.length + 1);
        expect(row.every((value) => value > 0 && value < 1)).toBe(true);
      }
    }
  });

  it('is higher for strong scores than for weak ones', () => {
    for (const words of [5, 15, 25, 40]) {
      expect(confidenceOf('positive', 0.9, words)).toBeGreaterThan(confidenceOf('positive', 0.1, words));
      expect(confidenceOf('negative', -0.9, words)).toBeGreaterThan(confidenceOf('negative', -0.1, words));
    }
  });

  it.each([
    [0.2, 10, 0, 0],
    [0.2001, 11, 1, 1],
    [-1, 1_000_000, 4, 3],
    [0.4, 0, 1, 0],
  ])('puts %d in %d words into row %d, column %d', (score, words, strength, length) => {
    expect(cellOf(score > 0 ? 'positive' : 'negative', score, words)).toMatchObject({ strength, length });
  });

  it('has one row for neutral', () => expect(cellOf('neutral', 0.05, 5).strength).toBe(0));
});
