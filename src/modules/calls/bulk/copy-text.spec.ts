import { copyRow } from './copy-text';

it('writes each kind of value in the text format of COPY', () => {
  expect(copyRow(['a', 1, -0.5, null, Buffer.from([0, 255])])).toBe('a\t1\t-0.5\t\\N\t\\\\x00ff\n');
});

it('escapes what would end a field, a row or the data', () => {
  expect(copyRow(['\t\n\r\\', '\\N', '\\.'])).toBe('\\t\\n\\r\\\\\t\\\\N\t\\\\.\n');
});

it('quotes lists of texts, first as an array and then as a field', () => {
  expect(copyRow([['a"b', 'c\\d', 'e,f}', '', 'NULL', '\t'], []])).toBe(
    '{"a\\\\"b","c\\\\\\\\d","e,f}","","NULL","\\t"}\t{}\n',
  );
});
