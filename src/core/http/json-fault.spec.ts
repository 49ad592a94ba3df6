import fc from 'fast-check';
import { locateJsonFault } from './json-fault';

it.each([
  ['', 1, 1, 'the text ends where a value is expected'],
  ['{', 1, 2, 'the text ends where a name in double quotes is expected'],
  ['{"a" 1}', 1, 6, 'a colon is expected'],
  ['{"a":1 "b":2}', 1, 8, 'a comma or } is expected'],
  ["{'a':1}", 1, 2, 'a name in double quotes is expected'],
  ['[1,]', 1, 4, 'a value is expected'],
  ['[01]', 1, 2, 'a value is expected'],
  ['[1 2]', 1, 4, 'a comma or ] is expected'],
  ['[\n  tru\n]', 2, 3, 'a value is expected'],
  ['{"a":NaN}', 1, 6, 'a value is expected'],
  ['["a\\x"]', 1, 4, 'this is not an escape that JSON knows'],
  ['["a', 1, 4, 'the text ends inside a string'],
  ['{} {}', 1, 4, 'nothing may follow the value'],
])('finds the fault of %j at line %i, column %i', (text, line, column, reason) => {
  expect(locateJsonFault(text)).toEqual({ line, column, reason });
});

it('never finds a fault inside a whole document, and always one when it is cut', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, at) => {
      expect(locateJsonFault(text).reason).toBe('is not JSON');
      const cut = `[${text}`.slice(0, 1 + (at % text.length));
      expect(locateJsonFault(cut).reason).not.toBe('is not JSON');
    }),
  );
});

it('survives a string of megabytes', () => {
  expect(locateJsonFault(`"${'a'.repeat(5_000_000)}`).column).toBe(5_000_002);
});
