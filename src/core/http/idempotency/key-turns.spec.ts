import { KeyTurns } from './key-turns';

const late = () => new Error('late');
const tick = () => new Promise(setImmediate);

describe('turns under a key', () => {
  it('lets one work at a time under a name, in the order of coming, and others beside it', async () => {
    const turns = new KeyTurns();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await tick();
      order.push(`${name} ends`);
    };
    await Promise.all([
      turns.run('a', 1_000, late, work('first')),
      turns.run('a', 1_000, late, work('second')),
      turns.run('b', 1_000, late, work('other')),
    ]);
    expect(order.filter((step) => !step.startsWith('other'))).toEqual([
      ...['first begins', 'first ends', 'second begins', 'second ends'],
    ]);
    expect(order.indexOf('other begins')).toBeLessThan(order.indexOf('first ends'));
  });

  it('goes on after work that failed, and remembers no name that nobody uses', async () => {
    const turns = new KeyTurns();
    const failing = turns.run('a', 1_000, late, () => Promise.reject(new Error('no')));
    const next = turns.run('a', 1_000, late, () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
    await tick();
    expect(turns.size).toBe(0);
  });

  it('sends away whoever waits too long, and still lets nobody work beside the first', async () => {
    const turns = new KeyTurns();
    let finish = () => {};
    const first = turns.run('a', 1_000, late, () => new Promise<void>((resolve) => (finish = resolve)));
    await expect(turns.run('a', 10, late, () => Promise.resolve('too early'))).rejects.toThrow('late');
    let began = false;
    const third = turns.run('a', 1_000, late, () => Promise.resolve((began = true)));
    await tick();
    expect(began).toBe(false);
    finish();
    await Promise.all([first, third]);
    expect(began).toBe(true);
  });
});
