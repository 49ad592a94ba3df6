import fc, { Arbitrary } from 'fast-check';

/** Texts that have broken somebody's parser, database, template or terminal. */
const TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udc00b',
    '😀',
    '👩‍👩‍👧‍👦',
    '\u202eabc',
    '\ufeff',
    'İ',
    'ß',
    '\r\n',
    '\u2028',
    '\x7f',
  ],
  ...['null', 'undefined', 'true', 'NaN', '-1', '1e999', '0x10', '１２', '00000000-0000-0000-0000-000000000000'],
  ...['__proto__', 'constructor', 'toString', "'; DROP TABLE calls; --", '$1', '%s%n', '${7*7}', '../../etc/passwd'],
  ...['0000-00-00', '2026-02-30T00:00:00Z', '2026-03-01T24:00:00Z', '+275760-09-13T00:00:00Z', '1969-12-31T23:59:59Z'],
  ...['2026-03-01T09:30:00', '2026-03-01T09:30:60Z', '9999-12-31T23:59:59.999999999+23:59', 'WyJhIl0', '{}', '[]', ','],
];
const NUMBERS = [0, -0, -1, 1, 1.5, 1e21, -1e21, 1e-9, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 5e-324];

export const hostileText: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(65, 300, 5_000, 20_001).map((length) => 'é'.repeat(length)) },
);

/** Any JSON value, with a liking for those that nobody thinks of. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 5, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}], { '': '' }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(5, 33, 200).map(nested) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({ toString: 1 }, { length: -1 }, { constructor: { prototype: {} } }),
  },
);

/** Bodies that are not, or not only, JSON. */
export const hostileBody: Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', 'null', '1', '"a"', '[]', '{', '{"a":1}x', '{"a":1,"a":2}', "{'a':1}", '\0', '\ufeff{}'),
  fc.constantFrom('{"__proto__":{"admin":true}}', '{"a":01}', '{"a":NaN}', '{"a":"\\ud800"}', '{"a":1e999}', '{"a"'),
  fc.constantFrom(31, 40, 40_000).map((depth) => '['.repeat(depth)),
  fc.constantFrom(31, 40, 10_000).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.constant(`{"a":"${'x'.repeat(120_000)}"}`),
  fc.string({ unit: 'binary' }),
);

/** The value with something in it replaced, removed or added. */
export function mutated(value: unknown): Arbitrary<unknown> {
  const places = placesIn(value);
  return fc
    .array(fc.tuple(fc.constantFrom(...places), fc.constantFrom('replace', 'remove', 'add'), hostileValue), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => changes.reduce<unknown>((changed, [place, how, by]) => change(changed, place, how, by), value));
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

function placesIn(value: unknown, place: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...place, key]))];
}

function change(value: unknown, [key, ...rest]: string[], how: string, by: unknown): unknown {
  if (key === undefined) return how === 'add' && isRecord(value) ? { ...value, extra: by } : by;
  if (typeof value !== 'object' || value === null) return value;
  const copy = structuredClone(value) as Record<string, unknown>;
  if (rest.length === 0 && how === 'remove') delete copy[key];
  else copy[key] = change(copy[key], rest, how, by);
  return copy;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
