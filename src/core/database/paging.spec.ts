import fc from 'fast-check';
import { AppError } from '../errors/app-error';
import { CursorCodec, toPage } from './paging';

const ID = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const codec = new CursorCodec('calls', { status: 'live' });
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as AppError).type.code;
  }
  return 'none';
};

describe('a cursor', () => {
  it('comes back as it was made', () => {
    const key = ['2026-03-01T09:30:00.000Z', ID];
    expect(codec.decode(codec.encode(key), ['instant', 'uuid'])).toEqual(key);
    expect(codec.decode(codec.encode([1.5, null]), ['number', 'number'])).toEqual([1.5, null]);
    expect(codec.decode(codec.encode(['Żółć\n😀', ID]), ['text', 'uuid'])).toEqual(['Żółć\n😀', ID]);
  });

  it('belongs to one list with one set of filters', () => {
    const cursor = codec.encode([1]);
    for (const other of [new CursorCodec('calls', {}), new CursorCodec('agents', { status: 'live' })]) {
      expect(refusal(() => other.decode(cursor, ['number']))).toBe('paging.bad_cursor');
    }
  });

  it('is refused when it is anything else, whatever that is', () => {
    const own = codec.encode(['2026-03-01T09:30:00.000Z', ID]);
    const cut = fc.nat({ max: own.length - 1 }).map((length) => own.slice(0, length));
    const values = fc.array(fc.jsonValue()).map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), cut, values), (text) => {
        expect(refusal(() => codec.decode(text, ['instant', 'uuid']))).toBe('paging.bad_cursor');
      }),
      { numRuns: 500 },
    );
  });

  it.each([[['2026-03-01', ID]], [['2026-03-01T09:30:00.000Z', 'x']], [[1, ID]], [[ID]], [[]]])(
    'is refused with the key %j, though its digest is right',
    (key) => {
      expect(refusal(() => codec.decode(codec.encode(key), ['instant', 'uuid']))).toBe('paging.bad_cursor');
    },
  );
});

describe('a cursor with a text', () => {
  it.each([[1], [null], ['a\0b'], ['\ud800'], [['a']], [{ a: 1 }]])('is refused with %j in its place', (value) => {
    const cursor = codec.encode([value as string, ID]);
    expect(refusal(() => codec.decode(cursor, ['text', 'uuid']))).toBe('paging.bad_cursor');
  });
});

describe('a page', () => {
  const make = { item: (n: number) => n * 10, cursor: (n: number) => `after ${n}` };

  it('has a next one exactly when a row more than asked for was found', () => {
    expect(toPage([1, 2, 3], 7, 2, make)).toEqual({
      items: [10, 20],
      nextCursor: 'after 2',
      total: 7,
      totalIsCapped: false,
    });
    expect(toPage([1, 2], 2, 2, make)).toMatchObject({ items: [10, 20], nextCursor: null });
    expect(toPage([], 0, 2, make)).toMatchObject({ items: [], nextCursor: null, total: 0 });
  });

  it('tells totals up to 10,000', () => {
    expect(toPage([1], 10_000, 2, make)).toMatchObject({ total: 10_000, totalIsCapped: false });
    expect(toPage([1], 10_001, 2, make)).toMatchObject({ total: 10_000, totalIsCapped: true });
  });
});
