import { CoreErrors } from '../../errors/core-errors';
import { Batcher } from './batcher';

describe('a batcher', () => {
  it('does together what comes while it is busy, and answers each', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher<number, number>(async (items) => {
      batches.push(items);
      await new Promise(setImmediate);
      return items.map((n) => n * 10);
    });
    const first = [batcher.add(1), batcher.add(2)];
    await new Promise(setImmediate);
    const second = [batcher.add(3), batcher.add(4), batcher.add(5)];
    expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('lets none fail for the fault of another, and all when the database is away', async () => {
    const refusing = new Batcher<number, number>((items) =>
      items.includes(2) ? Promise.reject(CoreErrors.validation.with()) : Promise.resolve(items),
    );
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => refusing.add(n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    let asked = 0;
    const away = new Batcher<number, number>(() => Promise.reject(CoreErrors.unavailable.with(`${(asked += 1)}`)));
    expect((await Promise.allSettled([1, 2].map((n) => away.add(n)))).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    expect(asked).toBe(1);
  });
});
