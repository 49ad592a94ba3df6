import { setTimeout as sleep } from 'node:timers/promises';
import { readAhead } from './read-ahead';

describe('reading ahead', () => {
  let closed = false;
  let read = 0;

  beforeEach(() => {
    closed = false;
    read = 0;
  });

  async function* numbers(most: number): AsyncGenerator<number> {
    try {
      for (read = 1; read <= most; read += 1) yield await Promise.resolve(read);
    } finally {
      closed = true;
    }
  }

  const collect = async (source: AsyncGenerator<number>) => {
    const items: number[] = [];
    for await (const item of source) items.push(item);
    return items;
  };

  it('answers in the order of the source, however long each takes, and never works on more than it may', async () => {
    let atOnce = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, (atOnce += 1));
      await sleep(item % 2 === 0 ? 1 : 5);
      atOnce -= 1;
      return item * 10;
    };
    expect(await collect(readAhead(numbers(7), 3, work))).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect([most, closed]).toEqual([3, true]);
  });

  it('fails at the turn of what failed, closes the source, and leaves no failure unheard', async () => {
    const work = (item: number) => (item < 3 ? Promise.resolve(item) : Promise.reject(new Error(`no ${item}`)));
    const seen: number[] = [];
    const reading = async () => {
      for await (const item of readAhead(numbers(100), 4, work)) seen.push(item);
    };
    await expect(reading()).rejects.toThrow('no 3');
    expect([seen, closed, read < 10]).toEqual([[1, 2], true, true]);
  });

  it('closes the source when nobody wants more', async () => {
    for await (const item of readAhead(numbers(100), 2, (one) => Promise.resolve(one))) if (item === 2) break;
    expect([closed, read < 10]).toEqual([true, true]);
  });
});
