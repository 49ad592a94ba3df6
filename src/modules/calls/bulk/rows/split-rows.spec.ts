import { Readable } from 'node:stream';
import fc from 'fast-check';
import { AppError } from '../../../../core/errors/app-error';
import { BulkFormat } from '../bulk-ingest.dto';
import { MAX_ROW_BYTES, RowPosition } from './rows';
import { BEGINNING, BulkRow, rowScanner, splitRows } from './split-rows';

const MARK = Buffer.from('\ufeff');

function inPieces(file: Buffer, cuts: number[] = []): Readable {
  const places = [0, ...cuts.filter((cut) => cut < file.length).sort((one, other) => one - other), file.length];
  return Readable.from(places.slice(0, -1).map((from, index) => file.subarray(from, places[index + 1])));
}

async function rowsOf(file: Buffer, format: BulkFormat, cuts?: number[], after: RowPosition = BEGINNING) {
  const rows: BulkRow[] = [];
  for await (const row of splitRows(inPieces(file.subarray(after.offset), cuts), format, after)) rows.push(row);
  return rows;
}

const textsOf = (rows: BulkRow[]) => rows.map(({ bytes }) => String(bytes));

function faultOf(text: string, format: BulkFormat = 'json', pieceBytes = 7): AppError | undefined {
  const scanner = rowScanner(format);
  const file = Buffer.from(text, 'latin1');
  try {
    for (let at = 0; at < file.length; at += pieceBytes)
      scanner.scan(file.subarray(at, at + pieceBytes), () => undefined);
    scanner.end(() => undefined);
    return undefined;
  } catch (error) {
    return error as AppError;
  }
}

const row = fc.record({ text: fc.string({ unit: 'binary' }), list: fc.json(), more: fc.jsonValue({ maxDepth: 4 }) });
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const cuts = fc.array(fc.nat(400));

describe('the rows of a JSON array', () => {
  const file = (rows: object[], spaces: string[], indent: number) => {
    const gap = (index: number) => spaces[index % spaces.length] ?? '';
    const elements = rows.map((one, index) => gap(index) + JSON.stringify(one, null, indent) + gap(index + 1));
    return Buffer.from(`${gap(1)}[${elements.join(',')}]${gap(2)}`);
  };

  it('are the same however the file is cut, also when it is read on after any of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.array(space, { minLength: 1 }),
        fc.nat(2),
        cuts,
        fc.boolean(),
        async (rows, spaces, indent, cutAt, marked) => {
          const bytes = marked ? Buffer.concat([MARK, file(rows, spaces, indent)]) : file(rows, spaces, indent);
          const found = await rowsOf(bytes, 'json', cutAt);
          expect(textsOf(found)).toEqual(rows.map((one) => JSON.stringify(one, null, indent)));
          expect(found.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 1));
          for (const [index, position] of found.entries()) {
            expect(await rowsOf(bytes, 'json', cutAt, position)).toEqual(found.slice(index + 1));
          }
        },
      ),
    );
  });

  it.each([
    ['', 1, 'begins no JSON array'],
    ['\n\n{"a":1}', 3, 'begins no JSON array'],
    ['"[{}]"', 1, 'begins no JSON array'],
    ['\xef\xbb[{}]', 1, 'begins no JSON array'],
    [' \xef\xbb\xbf[{}]', 1, 'begins no JSON array'],
    ['[\n1]', 2, 'must go on with a call'],
    ['[{},\n\n]', 3, 'must go on with a call'],
    ['[{},,{}]', 1, 'must go on with a call'],
    ['[{}\n{}]', 2, 'must go on with a comma'],
    ['[{}]\n\n\nx', 4, 'behind the end'],
    ['[{}][{}]', 1, 'behind the end'],
    ['[\n{},\n{"a":"]}', 3, 'the last call begins in line 3'],
    ['[\n{}\n', 3, 'the array does not end'],
    ['[\n{"a":\n[1}\n]', 3, 'closes with }'],
    ['[{"a":]}]', 1, 'closes with ]'],
  ])('are refused, with the line, where the array is broken: %j', (text, line, message) => {
    for (const pieceBytes of [1, 2, 1_000]) {
      const fault = faultOf(text, 'json', pieceBytes);
      expect(fault?.type.code).toBe('request.malformed');
      expect(fault?.errors).toEqual([{ field: `line ${line}`, message: expect.stringContaining(message) as string }]);
    }
  });

  it('may be nested as deeply as any body, and no deeper', () => {
    const nested = (levels: number) => `[\n{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}]`;
    expect(faultOf(nested(32))).toBeUndefined();
    expect(faultOf(nested(33))).toMatchObject({ type: { code: 'request.too_deep' }, errors: [{ field: 'line 2' }] });
  });

  it('may be of 5 MB, and not a byte longer', () => {
    const long = (bytes: number) => `[\n{"a":"${'x'.repeat(bytes - 8)}"}]`;
    expect(faultOf(long(MAX_ROW_BYTES), 'json', 60_000)).toBeUndefined();
    for (const pieceBytes of [60_000, 9_000_000]) {
      expect(faultOf(long(MAX_ROW_BYTES + 1), 'json', pieceBytes)).toMatchObject({
        type: { code: 'request.too_large', status: 413 },
        errors: [{ field: 'line 2' }],
      });
    }
  });

  it('may be none, which whoever counts them refuses', () => {
    expect(faultOf(' [ ] ')).toBeUndefined();
  });

  it('are told where they end though what they hold is not JSON', async () => {
    const file = Buffer.from('[{wrong},{"a":"\xff\\"\n"}]', 'latin1');
    expect((await rowsOf(file, 'json')).map(({ bytes }) => bytes.toString('latin1'))).toEqual([
      '{wrong}',
      '{"a":"\xff\\"\n"}',
    ]);
  });
});

describe('the rows of NDJSON', () => {
  it('are the lines that are not blank, however the file is cut, also when it is read on after any of them', async () => {
    const line = fc.oneof(
      row.map((one) => JSON.stringify(one)),
      space.map((text) => text.replaceAll('\n', '')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        cuts,
        fc.boolean(),
        fc.boolean(),
        async (lines, feed, cutAt, marked, ended) => {
          const text = lines.join(feed) + (ended ? feed : '');
          const bytes = marked ? Buffer.concat([MARK, Buffer.from(text)]) : Buffer.from(text);
          const found = await rowsOf(bytes, 'ndjson', cutAt);
          const numbered = lines.map((content, index) => ({ content: content.trim(), line: index + 1 }));
          expect(found.map((one) => ({ content: String(one.bytes).trim(), line: one.line }))).toEqual(
            numbered.filter(({ content }) => content !== ''),
          );
          for (const [index, position] of found.entries()) {
            expect(await rowsOf(bytes, 'ndjson', cutAt, position)).toEqual(found.slice(index + 1));
          }
        },
      ),
    );
  });

  it('may be of 5 MB, and not a byte longer', () => {
    const long = (bytes: number) => `{}\n\n${'x'.repeat(bytes)}\n{}`;
    expect(faultOf(long(MAX_ROW_BYTES), 'ndjson', 60_000)).toBeUndefined();
    for (const pieceBytes of [60_000, 9_000_000]) {
      expect(faultOf(long(MAX_ROW_BYTES + 1), 'ndjson', pieceBytes)).toMatchObject({
        type: { code: 'request.too_large' },
        errors: [{ field: 'line 3' }],
      });
    }
  });

  it('may hold what is no JSON: that is the matter of the row', async () => {
    const file = Buffer.from('not JSON\n\xff\n[]', 'latin1');
    expect((await rowsOf(file, 'ndjson')).map(({ bytes }) => bytes.toString('latin1'))).toEqual([
      'not JSON',
      '\xff',
      '[]',
    ]);
  });
});

it('keeps one row besides the piece at hand, however long the file is', async () => {
  const piece = Buffer.from(`{"text":"${'x'.repeat(100_000)}"}\n`);
  function* endless(): Generator<Buffer> {
    for (let given = 0; given < 2_000; given += 1) yield Buffer.from(piece);
  }
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  let rows = 0;
  for await (const { bytes } of splitRows(Readable.from(endless()), 'ndjson')) {
    rows += 1;
    expect(bytes).toHaveLength(piece.length - 1);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(rows).toBe(2_000);
  expect(most).toBeLessThan(100_000_000);
});
