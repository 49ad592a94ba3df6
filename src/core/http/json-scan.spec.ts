import fc from 'fast-check';
import { scanJson } from './json-scan';

const scan = (text: string) => scanJson(Buffer.from(text), 32);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

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

it('takes time in proportion to the length, whatever the bytes', () => {
  const hostile = Buffer.from('"\\"'.repeat(2_000_000));
  const started = performance.now();
  scanJson(hostile, 32);
  expect(performance.now() - started).toBeLessThan(1_000);
});
