import { Follower } from './follower';

const later = () => new Promise((resolve) => setImmediate(resolve));

describe('a follower', () => {
  it('does one thing at a time, in order, also after a failure', async () => {
    const follower = new Follower('call');
    const done: number[] = [];
    const slow = follower.enqueue(async () => {
      await later();
      done.push(1);
    });
    const failing = follower.enqueue(() => Promise.reject(new Error('no')));
    const last = follower.enqueue(() => Promise.resolve(done.push(3)));
    expect(follower.idle).toBe(false);
    await expect(failing).rejects.toThrow('no');
    await Promise.all([slow, last]);
    expect(done).toEqual([1, 3]);
    await later();
    expect(follower.idle).toBe(true);
  });

  it('keeps a socket until every subscription of it is taken back', () => {
    const follower = new Follower('call');
    follower.claim('a');
    follower.claim('a');
    follower.unclaim('a');
    expect(follower.sockets.has('a')).toBe(true);
    follower.unclaim('a');
    follower.unclaim('stranger');
    expect(follower.sockets.size).toBe(0);
  });
});
