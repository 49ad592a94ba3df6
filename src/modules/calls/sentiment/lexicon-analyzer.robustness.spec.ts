import * as fc from 'fast-check';
import { LexiconAnalyzer } from './lexicon-analyzer';

const analyzer = new LexiconAnalyzer();
const MEGABYTE = 1_000_000;

const PATTERNS = [
  'a',
  'very ',
  'not ',
  'never so ',
  'good bad ',
  'as soon as ',
  "can't ",
  "a'",
  'a-',
  '((',
  ':',
  '<',
  '[a',
  '@',
  '#',
  '!?',
  'ooo',
  'http://',
  'www.',
  '\u2019',
  '😀',
  '\ud800',
  '\udc00',
  '\0',
  '好',
];

/** Lone surrogates included: any sequence of 16-bit units. */
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
  .map((units) => String.fromCharCode(...units));
const anyTalk = fc
  .array(fc.constantFrom(...PATTERNS, 'great', 'no', 'but', 'terrible!', 'sort of', '\ud83d', ':)', 'GOOD', 'thanks'), {
    maxLength: 60,
  })
  .map((parts) => parts.join(' '));

/** Code units read and table look-ups made for one text: the same on every machine. */
function stepsFor(text: string): number {
  const readers = [jest.spyOn(String.prototype, 'charCodeAt'), jest.spyOn(Map.prototype, 'get')];
  try {
    analyzer.analyze(text);
    return readers.reduce((sum, reader) => sum + reader.mock.calls.length, 0);
  } finally {
    readers.forEach((reader) => reader.mockRestore());
  }
}

/** Nanoseconds of the quickest of a few runs: others measure what else the machine was doing. */
function quickest(text: string): number {
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = process.hrtime.bigint();
    analyzer.analyze(text);
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  return best;
}

describe('any string', () => {
  it('gets a score, confidence and evidence that are finite and in range, and always the same', () => {
    fc.assert(
      fc.property(fc.oneof(anyUnits, anyTalk, fc.string({ unit: 'binary' })), (text) => {
        const first = analyzer.analyze(text);
        expect(first.score).toBeGreaterThanOrEqual(-1);
        expect(first.score).toBeLessThanOrEqual(1);
        expect(first.score).toBe(Math.round(first.score * 10_000) / 10_000);
        expect(first.confidence).toBeGreaterThan(0);
        expect(first.confidence).toBeLessThanOrEqual(1);
        expect(first.keywords.length).toBeLessThanOrEqual(8);
        expect(first.keywords).toEqual(first.keywords.map((word) => word.toLowerCase()));
        expect(first.evidence.every(({ valence }) => Number.isFinite(valence))).toBe(true);
        expect(analyzer.analyze(text)).toEqual(first);
      }),
      { numRuns: 400 },
    );
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf not __proto__ constructor'])(
    'takes %s for a word like any other',
    (text) => expect(analyzer.analyze(text)).toMatchObject({ score: 0, evidence: [] }),
  );

  it('survives a token of a megabyte', () => {
    const { score, keywords } = analyzer.analyze(`good ${'x'.repeat(MEGABYTE)} service`);
    expect(score).toBe(analyzer.analyze('good x service').score);
    expect(keywords).toEqual(['good', 'service']);
  });

  it('survives a megabyte of "very"', () => {
    expect(analyzer.analyze(`${'very '.repeat(MEGABYTE / 5)}good`).score).toBeGreaterThan(
      analyzer.analyze('good').score,
    );
  });

  it('saturates instead of overflowing', () => {
    expect(analyzer.analyze('love great '.repeat(100_000)).score).toBe(1);
    expect(analyzer.analyze('hate awful '.repeat(100_000)).score).toBe(-1);
  });
});

describe('work', () => {
  const repeated = (pattern: string, length: number): string => pattern.repeat(length / pattern.length);

  it.each(PATTERNS.map((pattern) => [JSON.stringify(pattern), pattern]))(
    'is linear in repetitions of %s',
    (_, pattern) => {
      const small = stepsFor(repeated(pattern, 400));
      const large = stepsFor(repeated(pattern, 3_200));
      expect(small).toBeGreaterThan(0);
      expect(large).toBeLessThan(small * 8 * 1.3);
      expect(large).toBeLessThan(3_200 * 40);
    },
  );

  // Linear time costs 16 times as much, quadratic time 256 times.
  it.each(['good bad ', 'not very ', 'as soon as ', 'but ', 'great '])(
    'takes linear time for repetitions of "%s"',
    (pattern) => {
      quickest(repeated(pattern, 160_000));
      const ratio = quickest(repeated(pattern, 320_000)) / quickest(repeated(pattern, 20_000));
      expect(ratio).toBeLessThan(64);
    },
  );
});
