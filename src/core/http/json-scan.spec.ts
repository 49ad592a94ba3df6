import fc from 'fast-check';
import { JSON_LIMITS, jsonExcess, scanJson } from './json-scan';

const LIMITS = { depth: 32, values: 1_000, containers: 500 };
const scan = (text: string) => scanJson(Buffer.from(text), LIMITS);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function countOf(value: unknown): { values: number; containers: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, containers: 0 };
  return Object.values(value)
    .map(countOf)
    .reduce((sum, one) => ({ values: sum.values + one.values, containers: sum.containers + one.containers }), {
      ...{ values: 1, containers: 1 },
    });
}

it('counts the values and containers that the parser would build', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('', ' ', '\t\n'), (value, indent) => {
      // Empty lists with room in them, but not where a text only looks like one.
      const text = JSON.stringify(value, null, indent).replace(/"(?:[^"\\]|\\.)*"|\[\]/g, (found) =>
        found === '[]' ? `[${indent}]` : found,
      );
      expect(scan(text)).toMatchObject(countOf(JSON.parse(text)));
    }),
  );
});

it.each([
  ['{ }', 1, 1],
  ['[\n\r\t ]', 1, 1],
  ['[[],{},[ ]]', 4, 4],
  ['["a,b]{", 1]', 3, 1],
  ['"\\",[{"', 1, 0],
])('counts in %j %d values, %d of them containers', (text, values, containers) => {
  expect(scan(text)).toMatchObject({ values, containers });
});

it('stops one beyond the most values and the most containers, and says which', () => {
  const list = scan(`[${'1,'.repeat(5_000)}1]`);
  expect([list.values, jsonExcess(list, LIMITS)]).toEqual([1_001, 'more than 1000 values']);
  const objects = scan(`[${'{},'.repeat(5_000)}{}]`);
  expect([objects.containers, jsonExcess(objects, LIMITS)]).toEqual([501, 'more than 500 objects and lists']);
  const least = scan(`[${'1,'.repeat(998)}1]`);
  expect([least.values, jsonExcess(least, LIMITS)]).toEqual([1_000, undefined]);
});

it('lets the longest honest call through', () => {
  const word = { word: 'refund', start: 1.1, end: 1.2, confidence: 0.9 };
  const utterance = { seq: 1, speaker: 'agent', startMs: 1, endMs: 2, text: 'refund', words: Array(12).fill(word) };
  const scanned = scanJson(Buffer.from(JSON.stringify({ utterances: Array(20_000).fill(utterance) })), JSON_LIMITS);
  expect([scanned.values > 1_300_000, jsonExcess(scanned, JSON_LIMITS)]).toEqual([true, undefined]);
});

it('measures the depth that the parser would build', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      expect(scan(text).depth).toBe(depthOf(JSON.parse(text)));
    }),
  );
});

it('stops counting one beyond the maximum', () => {
  expect(scan('['.repeat(1_000)).depth).toBe(33);
});

it.each([
  ['"\\u0041"', true],
  ['"\\\\u0041"', false],
  ['"\\\\\\u0041"', true],
  ['"\\n"', false],
  ['{"\\u0041":1}', true],
  ['["\\"", "u"]', false],
])('sees in %s a \\u escape: %s', (text, expected) => {
  expect(scan(text).hasUnicodeEscapes).toBe(expected);
});

it.each(['"\\"', ' ', '[ ] ', '}\t', '"'])('takes time in proportion to the length, whatever the bytes: %j', (part) => {
  const hostile = Buffer.from(part.repeat(2_000_000));
  const started = performance.now();
  scanJson(hostile, { depth: 1e9, values: 1e9, containers: 1e9 });
  expect(performance.now() - started).toBeLessThan(1_000);
});
