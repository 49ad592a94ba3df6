import { AppError } from '../errors/app-error';
import { Gate } from './gate';

const gateOf = (concurrency: number, queue: number) =>
  new Gate({ concurrency, queue, retryAfterSeconds: 7, busy: 'Too many at once.' });

/** Work that ends when it is told to. */
function held() {
  const started: number[] = [];
  const ends = new Map<number, (failure?: Error) => void>();
  const work = (n: number) => () =>
    new Promise<number>((resolve, reject) => {
      started.push(n);
      ends.set(n, (failure) => (failure ? reject(failure) : resolve(n)));
    });
  const end = async (n: number, failure?: Error) => {
    ends.get(n)?.(failure);
    await new Promise(setImmediate);
  };
  return { started, work, end };
}

describe('a gate', () => {
  it('lets so many run at once, the others in their order, and goes on after a failure', async () => {
    const gate = gateOf(2, 100);
    const { started, work, end } = held();
    const runs = [0, 1, 2, 3].map((n) => gate.run(work(n)));
    const settled = Promise.allSettled(runs);
    expect(started).toEqual([0, 1]);
    await end(0, new Error('failed'));
    await expect(runs[0]).rejects.toThrow('failed');
    expect(started).toEqual([0, 1, 2]);
    await end(2);
    expect(started).toEqual([0, 1, 2, 3]);
    await end(1);
    await end(3);
    expect((await settled).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      ...['failed', 1, 2, 3],
    ]);
    expect(await gate.run(() => 'next')).toBe('next');
  });

  it('frees the place of work that throws before it answers a promise', async () => {
    const gate = gateOf(1, 0);
    const broken = () => {
      throw new Error('at once');
    };
    await expect(gate.run(broken)).rejects.toThrow('at once');
    expect(await gate.run(() => 'next')).toBe('next');
  });

  it('lets nobody who comes later pass those who wait', async () => {
    const gate = gateOf(1, 2);
    const { started, work, end } = held();
    const first = gate.run(work(0)).then(() => gate.run(work(2)));
    const second = gate.run(work(1));
    await end(0);
    expect(started).toEqual([0, 1]);
    await end(1);
    expect(started).toEqual([0, 1, 2]);
    await end(2);
    await Promise.all([first, second]);
    expect(started).toEqual([0, 1, 2]);
  });

  it.each([
    [2, 100],
    [1, 0],
  ])('with %d running and %d waiting turns the next away, and tells when to come again', async (concurrency, queue) => {
    const gate = gateOf(concurrency, queue);
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const run = () => gate.run(() => ended).catch((error: unknown) => error);
    const taken = Array.from({ length: concurrency + queue }, run);
    const refused = (await run()) as AppError;
    expect(refused).toMatchObject({
      type: { code: 'unavailable' },
      message: 'Too many at once.',
      retryAfterSeconds: 7,
    });
    end();
    expect((await Promise.all(taken)).every((answer) => answer === undefined)).toBe(true);
    expect(await gate.run(() => 'again')).toBe('again');
  });
});
