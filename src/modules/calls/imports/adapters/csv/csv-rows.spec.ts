import { parse } from 'csv-parse/sync';
import { DocumentFault } from '../../transcript-adapter';
import { rowsOf } from './csv-rows';

const MOST = 64;
const rows = (document: string, delimiter = ',') => [...rowsOf(document, delimiter, MOST)];
const cells = (document: string, delimiter: string) => rows(document, delimiter).map((row) => row.cells);

/** Every text of so many of the letters, from the shortest. */
function* textsOf(letters: string[], length: number): Generator<string> {
  if (length === 0) yield '';
  else for (const text of textsOf(letters, length - 1)) for (const letter of letters) yield text + letter;
}

function outcome<T>(read: () => T): T | 'refused' {
  try {
    return read();
  } catch {
    return 'refused';
  }
}

describe('the rows of a CSV', () => {
  it.each([',', ';', '\t'])('are those that another reader finds in every short text, parted by %j', (delimiter) => {
    const options = {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    };
    const other: string[] = [];
    for (const length of [1, 2, 3, 4, 5, 6]) {
      for (const text of textsOf(['a', '"', delimiter, '\r', '\n'], length)) {
        const expected = outcome(() => parse(text, options));
        if (JSON.stringify(outcome(() => cells(text, delimiter))) !== JSON.stringify(expected)) other.push(text);
      }
    }
    expect(other).toEqual([]);
  });

  it('are numbered by their first lines', () => {
    const document = '\ufeffa,b\r\n\r\n"1\r\n2\r3\n4",b\r\rc';
    expect(rows(document)).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['1\r\n2\r3\n4', 'b'] },
      { line: 8, cells: ['c'] },
    ]);
  });

  it.each([
    ['a\n"b', 'line 2', 'begins a row with a quote that is never closed'],
    ['a\n\n"b\n"c', 'line 4', 'has a quote in the wrong place'],
    [`a\n${','.repeat(MOST)}`, 'line 2', 'has more cells than the header'],
  ])('refuse %j, naming the line', (document, place, message) => {
    const fault = expect.objectContaining({ place, message: expect.stringContaining(message) as string }) as Error;
    expect(() => rows(document)).toThrow(fault);
    expect(() => rows(document)).toThrow(DocumentFault);
  });
});
