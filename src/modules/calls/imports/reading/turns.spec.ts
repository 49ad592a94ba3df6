import { inOrderOfStart } from './turns';

it('orders by start, keeps the order of the document within it, and leaves turns without times behind their own', () => {
  const turns = [
    [5, 'a'],
    [null, 'b'],
    [2, 'c'],
    [5, 'd'],
    [null, 'e'],
    [0, 'f'],
  ].map(([startMs, name]) => ({
    startMs: startMs as number | null,
    name,
  }));
  expect(inOrderOfStart(turns).map(({ name }) => name)).toEqual(['f', 'c', 'a', 'b', 'd', 'e']);
});
