import { ImportGates } from './import-gates';

const document = (length: number) => ({ bytes: Buffer.alloc(length) });

it.each([
  ['large', 300_000, 2, 10],
  ['small', 200_000, 10, 200],
])('of %s documents so many are imported at once, and so many wait', async (_, length, concurrency, queue) => {
  const gates = new ImportGates();
  let [running, most] = [0, 0];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async () => {
    most = Math.max(most, ++running);
    await ended;
    running -= 1;
  };
  const runs = Array.from({ length: concurrency + queue + 1 }, () => gates.run(document(length), work));
  const settled = Promise.allSettled(runs);
  await expect(runs.at(-1)).rejects.toMatchObject({ type: { code: 'unavailable' } });
  expect(running).toBe(concurrency);
  end();
  const refused = (await settled).filter(({ status }) => status === 'rejected');
  expect([refused.length, most, running]).toEqual([1, concurrency, 0]);
});

it('lets small documents pass when large ones are waiting', async () => {
  const gates = new ImportGates();
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const large = Array.from({ length: 12 }, () => gates.run(document(1_000_000), () => ended));
  expect(await gates.run(document(10), () => Promise.resolve('read'))).toBe('read');
  end();
  await Promise.all(large);
});
