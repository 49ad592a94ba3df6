import * as fc from 'fast-check';
import { fillTraits } from './confidence';
import { CONFIDENCE_TRAITS } from './confidence-model';
import { keywordsOf } from './keywords';
import { Lexicon } from './lexicon';
import { LexiconAnalyzer } from './lexicon-analyzer';
import { joinPhrases } from './phrases';
import { scoreTokens } from './rules';
import { tokenize } from './tokenizer';
import { scoreOf, weighContrast } from './weighing';

const analyzer = new LexiconAnalyzer();
const lexicon = Lexicon.load();
const MEGABYTE = 1_000_000;

const PATTERNS = [
  'a',
  'very ',
  'not ',
  'never so ',
  'good bad ',
  'not very ',
  'great table ',
  'it but ',
  'so you ',
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

/** Code units and tokens read and table look-ups made for one text: the same on every machine. */
function stepsFor(text: string): number {
  let steps = 0;
  const counted = <T extends object>(list: T): T =>
    new Proxy(list, { get: (target, key, self) => (steps++, Reflect.get(target, key, self) as unknown) });
  const readers = [jest.spyOn(String.prototype, 'charCodeAt'), jest.spyOn(Map.prototype, 'get')];
  try {
    const tokens = tokenize(text, lexicon);
    const list = joinPhrases(counted(tokens.list));
    const hits = scoreTokens(counted(list), tokens.capitalsMeanEmphasis);
    weighContrast(counted(list), counted(hits));
    scoreOf(counted(hits), tokens);
    fillTraits(new Float64Array(CONFIDENCE_TRAITS.length), 0.5, 'positive', tokens, counted(list), counted(hits));
    keywordsOf(counted(list), counted(hits));
    return readers.reduce((sum, reader) => sum + reader.mock.calls.length, steps);
  } finally {
    readers.forEach((reader) => reader.mockRestore());
  }
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

  // Linear work costs 8 times as much, quadratic work 64 times.
  it.each(PATTERNS.map((pattern) => [JSON.stringify(pattern), pattern]))(
    'is linear in repetitions of %s',
    (_, pattern) => {
      const small = stepsFor(repeated(pattern, 800));
      const large = stepsFor(repeated(pattern, 6_400));
      expect(small).toBeGreaterThan(0);
      expect(large).toBeLessThan(small * 8 * 1.3);
      expect(large).toBeLessThan(6_400 * 40);
    },
  );
});
