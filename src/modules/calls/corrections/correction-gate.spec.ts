import { AppError } from '../../../core/errors/app-error';
import { CorrectionGate } from './correction-gate';

describe('the gate of corrections', () => {
  it('lets two run at once, the others in their order, and goes on after a failure', async () => {
    const gate = new CorrectionGate(100);
    const [started, ends]: [number[], (() => void)[]] = [[], []];
    const runs = [0, 1, 2, 3].map((n) =>
      gate.run(async () => {
        started.push(n);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (n === 0) throw new Error('failed');
        return n;
      }),
    );
    const settled = Promise.allSettled(runs);
    expect(started).toEqual([0, 1]);
    ends[0]?.();
    await expect(runs[0]).rejects.toThrow('failed');
    await new Promise(setImmediate);
    expect(started).toEqual([0, 1, 2]);
    ends[2]?.();
    ends[1]?.();
    await Promise.all([runs[1], runs[2]]);
    await new Promise(setImmediate);
    ends[3]?.();
    expect((await settled).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      ...['failed', 1, 2, 3],
    ]);
    expect(await gate.run(() => Promise.resolve('next'))).toBe('next');
  });

  it('turns more away than it can let wait', async () => {
    const gate = new CorrectionGate(100);
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const runs = Array.from({ length: 103 }, () => gate.run(() => ended).catch((error: unknown) => error));
    const [refused] = (await Promise.all(runs.slice(102))) as AppError[];
    expect(refused).toMatchObject({ type: { code: 'unavailable' }, retryAfterSeconds: 2 });
    end();
    expect((await Promise.all(runs.slice(0, 102))).every((answer) => answer === undefined)).toBe(true);
  });
});
