import { findUnusableText } from './text-check';

it.each([
  [{ a: { b: ['x', 'y\0'] } }, 'a.b.1', 'must not contain the NUL character'],
  [{ a: 'x\udc00' }, 'a', 'must not contain half of a surrogate pair (broken Unicode)'],
  [{ a: { 'b\0': 1 } }, 'a', 'has a field whose name holds a character that is not text'],
  [{ a: [{ constructor: 1 }] }, 'a.0.constructor', 'is not a known field'],
])('finds the fault in %j', (value, field, message) => {
  expect(findUnusableText(value)).toEqual({ field, message });
});

it('lets whole characters of any plane pass', () => {
  expect(findUnusableText({ text: 'é 😀 \u{10ffff}', list: [1, null, true, { nested: '' }] })).toBeUndefined();
});
