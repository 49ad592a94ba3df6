import { poll } from './poll';

const onTimeout = (): Error => new Error('saw nothing');

describe('poll', () => {
  it('answers the first result, also a falsy one', async () => {
    const answers = [undefined, undefined, 0];
    await expect(poll(() => answers.shift(), { timeoutMs: 1_000, intervalMs: 1, onTimeout })).resolves.toBe(0);
  });

  it('ends with what was seen when the time is over', async () => {
    await expect(poll(() => undefined, { timeoutMs: 5, intervalMs: 1, onTimeout })).rejects.toThrow('saw nothing');
  });

  it('ends at once when an attempt throws', async () => {
    const attempt = (): undefined => {
      throw new Error('hopeless');
    };
    await expect(poll(attempt, { timeoutMs: 10_000, intervalMs: 1, onTimeout })).rejects.toThrow('hopeless');
  });
});
