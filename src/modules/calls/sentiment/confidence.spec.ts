import { confidenceOf } from './confidence';
import { CONFIDENCE_TRAITS, ConfidenceTable, ConfidenceTrait } from './confidence-model';
import { CONFIDENCE_TABLE } from './confidence-table';
import { LexiconAnalyzer } from './lexicon-analyzer';

const analyzer = new LexiconAnalyzer();
const traitOf = (text: string, trait: ConfidenceTrait): number =>
  analyzer.traitsOf(text)[CONFIDENCE_TRAITS.indexOf(trait)] ?? NaN;

describe.each(['negative', 'neutral', 'positive'] as const)('the confidence of %s', (label) => {
  const { intercept, weights, knots } = CONFIDENCE_TABLE[label];

  it('is read off one finite figure for each trait', () => {
    expect(weights).toHaveLength(CONFIDENCE_TRAITS.length);
    expect([intercept, ...weights].every(Number.isFinite)).toBe(true);
  });

  it('never falls as the weighted sum rises, and stays within 0 and 1', () => {
    knots.forEach(([sum, share], i) => {
      const [lower, lowerShare] = knots[i - 1] ?? [-Infinity, 0];
      expect(sum).toBeGreaterThan(lower);
      expect(share).toBeGreaterThanOrEqual(lowerShare);
    });
    expect(knots[0]?.[1]).toBeGreaterThan(0);
    expect(knots.at(-1)?.[1]).toBeLessThan(1);
  });

  it('never falls with strength', () => expect((weights[0] ?? NaN) >= 0).toBe(true));
});

describe('confidence', () => {
  const model = {
    intercept: 1,
    weights: [2],
    knots: [
      [1.5, 0.2],
      [2, 0.4],
      [3, 0.77777],
    ] as const,
  };
  const table: ConfidenceTable = { negative: model, neutral: model, positive: model };

  it.each([
    [0, 0.2],
    [0.25, 0.2],
    [0.375, 0.3],
    [0.5, 0.4],
    [1, 0.7778],
    [1e6, 0.7778],
  ])('runs straight between the knots and level beyond them: strength %d gives %d', (strength, expected) => {
    const traits = new Float64Array(CONFIDENCE_TRAITS.length);
    traits[0] = strength;
    expect(confidenceOf('positive', traits, table)).toBe(expected);
  });
});

describe('the traits of an utterance', () => {
  it.each<[string, ConfidenceTrait, number]>([
    ['good', 'strength', 0.4404],
    ['It is a table', 'strength', 0],
    ['I like it', 'length', Math.log(3)],
    ['', 'length', 0],
    ['good', 'conflict', 0],
    ['Thanks :) wow!!!!!', 'emphasis', 3],
    ['It works! 😀', 'emphasis', 2],
    ['Thank you', 'manners', 0.5],
    ['okay thanks', 'manners', 1],
    ["It isn't on the table", 'negation', 1],
    ['On the table', 'negation', 0],
    ['very, very slightly off', 'boosters', 3],
    ['Where is it?', 'question', 1],
    ['My table', 'person', 1],
    ['The table', 'person', 0],
    ['on the table', 'wordLength', 10 / 3],
    ['x'.repeat(100), 'wordLength', 8],
    ['It is 5 of 10', 'figures', 0.4],
  ])('of "%s": %s is %d', (text, trait, expected) => expect(traitOf(text, trait)).toBeCloseTo(expected, 10));

  it('conflict when praise meets complaint', () => {
    expect(traitOf('good but bad', 'conflict')).toBeGreaterThan(0);
    expect(traitOf('good but bad', 'conflict')).toBeLessThanOrEqual(0.5);
  });
});
