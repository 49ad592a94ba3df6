import { Peers } from '../../../src/core/realtime/peers';
import { RealtimeServer } from '../../../src/core/realtime/realtime-server';
import { RedisLinks } from '../../../src/core/realtime/redis-links';
import { waitFor } from '../../support/wait-for';
import { ProbeServerEvents } from './probe-gateways';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, TestClient } from './test-client';

const FAILURES = 'parley_publish_failures_total';

describe('two processes on one Redis', () => {
  let redis: RedisProcess;
  let here: RealtimeHost;
  let there: RealtimeHost;
  let near: TestClient;
  let far: TestClient;
  const hints: unknown[] = [];
  const unhandled: unknown[] = [];
  const noteUnhandled = (reason: unknown): void => void unhandled.push(reason);

  /** Sends news of `here` to the room until `client` has it: what was sent while Redis was away is lost. */
  const newsReaches = (client: TestClient, text: string) =>
    waitFor(
      `the news "${text}"`,
      () => {
        here.news.emit('call_1', 'news', { text });
        return client.payloads('news');
      },
      15_000,
      (seen) => JSON.stringify(seen).includes(text),
    );

  const hintReaches = (step: string) =>
    waitFor(
      `the hint ${step}`,
      () => {
        here.peers.send('calls', { step });
        return [...hints];
      },
      15_000,
      (seen) => JSON.stringify(seen).includes(step),
    );

  beforeAll(async () => {
    process.on('unhandledRejection', noteUnhandled);
    redis = await RedisProcess.unstarted();
    [here, there] = await Promise.all([
      RealtimeHost.start({ REDIS_URL: redis.url }),
      RealtimeHost.start({ REDIS_URL: redis.url }),
    ]);
    there.peers.on('calls', (hint) => void hints.push(hint));
  });

  afterAll(async () => {
    closeClients();
    await here?.close();
    await there?.close();
    await redis?.stop();
    process.off('unhandledRejection', noteUnhandled);
  });

  afterEach(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  test('start without Redis, serve their own clients and count what is lost', async () => {
    near = await TestClient.connected(here.url, '/calls', here.token());
    far = await TestClient.connected(there.url, '/calls', there.token());
    await Promise.all([near, far].map((client) => client.ask('join', { room: 'call_1' })));
    const lost = await here.metric(FAILURES);
    here.news.emit('call_1', 'news', { text: 'no Redis yet' });
    here.peers.send('calls', { step: 'no Redis yet' });
    expect(await near.event('news')).toEqual([{ text: 'no Redis yet' }]);
    await waitFor(
      'the losses to be counted',
      () => here.metric(FAILURES),
      5_000,
      (count) => count === lost + 2,
    );
    expect(far.payloads('news')).toEqual([]);
  });

  test('find Redis once it is there: rooms and hints reach the other process', async () => {
    let alive = 0;
    there.peers.onReconnect(() => void alive++);
    await redis.launch();
    await newsReaches(far, 'Redis came up');
    await hintReaches('Redis came up');
    expect(alive).toBe(1);
  });

  test('reach the other process exactly once, in order, and hints not the sender', async () => {
    const echoed: unknown[] = [];
    here.peers.on('calls', (hint) => void echoed.push(hint));
    const before = far.payloads('news').length;
    for (let step = 0; step < 50; step++) {
      here.news.emit('call_1', 'news', { text: `step ${step}` });
      here.peers.send('calls', { step });
    }
    const expected = Array.from({ length: 50 }, (_, step) => step);
    await far.event('news', before + 50);
    const counted = () => hints.filter((hint) => typeof (hint as { step: unknown }).step === 'number');
    await waitFor('50 hints', counted, 5_000, (seen) => seen.length >= 50);
    expect(far.payloads('news').slice(before)).toEqual(expected.map((step) => ({ text: `step ${step}` })));
    expect(counted()).toEqual(expected.map((step) => ({ step })));
    expect(echoed).toEqual([]);
  });

  test('emitLocal stays in this process, and rooms are counted here', async () => {
    const before = far.payloads('news').length;
    here.news.emitLocal('call_1', 'news', { text: 'local' });
    await newsReaches(far, 'after local');
    expect(JSON.stringify(far.payloads('news').slice(before))).not.toContain('"local"');
    expect(JSON.stringify(near.payloads('news'))).toContain('"local"');
    expect(here.news.countLocal('call_1')).toBe(1);
    expect(here.news.countLocal('call_2')).toBe(0);
    expect(here.news.localSockets('call_1').map(({ id }) => id)).toEqual([near.socket.id]);
  });

  test('a worker without sockets reaches the sockets and the peers of every process', async () => {
    const worker = await RealtimeHost.startWorker({ REDIS_URL: redis.url });
    const news = worker.get(RealtimeServer).namespace<ProbeServerEvents>('/calls');
    const seen = await waitFor(
      'news and a hint of the worker',
      () => {
        news.emit('call_1', 'news', { text: 'from the worker' });
        worker.get(Peers).send('calls', { step: 'from the worker' });
        return [near.payloads('news'), far.payloads('news'), [...hints]].map((list) => JSON.stringify(list));
      },
      10_000,
      (lists) => lists.every((list) => list.includes('from the worker')),
    );
    expect(seen).toHaveLength(3);
    await worker.close();
  });

  test('a hint that nobody can read disturbs nothing', async () => {
    const channel = 'parley:0:peers';
    for (const junk of ['', 'junk', 'null', '[]', '{"topic":"calls"}', '{"topic":1,"payload":{}}']) {
      expect(await redis.ask((client) => client.publish(channel, junk))).toBe(2);
    }
    there.peers.on('bad', () => {
      throw new Error('a listener fails');
    });
    here.peers.send('bad', {});
    await hintReaches('after junk');
  });

  test('live through a Redis that is killed, and find it again', async () => {
    let alive = 0;
    there.peers.onReconnect(() => void alive++);
    await redis.kill();
    const lost = await here.metric(FAILURES);
    await newsReaches(near, 'Redis is dead');
    await waitFor(
      'the losses to be counted',
      () => here.metric(FAILURES),
      5_000,
      (count) => count > lost,
    );
    expect(await near.ask('more', {})).toEqual({ ok: true, data: 'more' });
    expect(JSON.stringify(far.payloads('news'))).not.toContain('dead');
    await redis.launch();
    await newsReaches(far, 'Redis is back');
    await hintReaches('Redis is back');
    expect(alive).toBe(1);
  });

  test('live through a Redis that hangs, fail fast meanwhile, and find it again', async () => {
    let alive = 0;
    there.peers.onReconnect(() => void alive++);
    redis.freeze();
    await newsReaches(near, 'Redis hangs');
    const states = () => [here, there].map(({ app }) => app.get(RedisLinks).publisher.status);
    await waitFor('both to notice', states, 10_000, (seen) => !seen.includes('ready'));
    await waitFor(
      'all that was waiting to be given up',
      async () => {
        const lost = await here.metric(FAILURES);
        here.peers.send('calls', { step: 'lost' });
        await new Promise((resolve) => setImmediate(resolve));
        return (await here.metric(FAILURES)) - lost;
      },
      10_000,
      (failed) => failed === 1,
    );
    expect(await near.ask('more', {})).toEqual({ ok: true, data: 'more' });
    redis.thaw();
    await newsReaches(far, 'Redis goes on');
    await hintReaches('Redis goes on');
    await waitFor('word of the reconnection', () => alive);
  });

  test('stop in order while Redis hangs', async () => {
    redis.freeze();
    const never = await RealtimeHost.start({ REDIS_URL: redis.url });
    for (const host of [here, there, never]) await host.close();
    const ended = () => never.app.get(RedisLinks).publisher.status;
    await waitFor('its connections to end', ended, 10_000, (status) => status === 'end');
  });
});
