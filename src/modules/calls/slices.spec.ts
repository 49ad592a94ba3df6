import { inSlices } from './slices';

describe('a list in slices', () => {
  it.each([
    ['nothing', [], []],
    ['what is cheap', [1, 2, 3], [[1, 2, 3]]],
    ['one dear item', [60_000], [[60_000]]],
    ['dear and cheap items', [60_000, 1, 2, 50_000, 3], [[60_000], [1, 2, 50_000], [3]]],
  ])('takes %s in its order', async (_, items: number[], expected: number[][]) => {
    const taken: number[][] = [];
    await inSlices(
      items,
      (cost) => cost,
      (slice) => taken.push(slice),
    );
    expect(taken).toEqual(expected);
  });

  it('lets others in between two', async () => {
    const seen: string[] = [];
    const others = setInterval(() => seen.push('other'), 0);
    const work = () => {
      const until = performance.now() + 5;
      while (performance.now() < until);
      seen.push('slice');
    };
    await inSlices(Array<number>(5).fill(50_000), (cost) => cost, work);
    clearInterval(others);
    expect(seen.slice(0, 3)).toContain('other');
  });
});
