import { inBatches } from './in-batches';

const batches = (...answers: [number, number][]) => {
  const asked: number[] = [];
  const remove = (limit: number) => {
    asked.push(limit);
    const [leaves, twigs] = answers.shift() ?? [0, 0];
    return Promise.resolve({ leaves, twigs });
  };
  return { asked, remove };
};

describe('removing in batches', () => {
  it('goes on while there was a full batch of any kind, and answers all that went', async () => {
    const { asked, remove } = batches([10, 3], [4, 10], [9, 9]);
    expect(await inBatches({ limit: 10, pauseMs: 1 }, remove)).toEqual({ leaves: 23, twigs: 22 });
    expect(asked).toEqual([10, 10, 10]);
  });

  it('ends between two batches when it is asked to', async () => {
    const controller = new AbortController();
    const { asked, remove } = batches([10, 0], [10, 0]);
    const removing = inBatches({ limit: 10, pauseMs: 60_000, signal: controller.signal }, remove);
    controller.abort(new Error('stop'));
    await expect(removing).rejects.toMatchObject({ name: 'AbortError' });
    await expect(inBatches({ limit: 10, pauseMs: 1, signal: controller.signal }, remove)).rejects.toThrow('stop');
    expect(asked).toEqual([10]);
  });
});
