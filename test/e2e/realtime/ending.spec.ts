import { Lifecycle } from '../../../src/core/health/lifecycle';
import { RealtimeServer } from '../../../src/core/realtime/realtime-server';
import { deadline, waitFor } from '../../support/wait-for';
import { PollingClient } from './polling-client';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, TestClient } from './test-client';

describe('the end of sockets', () => {
  let redis: RedisProcess;
  let host: RealtimeHost;

  beforeAll(async () => {
    redis = await RedisProcess.start();
  });

  afterEach(async () => {
    closeClients();
    await host?.close();
  });

  afterAll(() => redis?.stop());

  test('comes with the end of the token, after saying so', async () => {
    host = await RealtimeHost.start({ REDIS_URL: redis.url, ACCESS_TOKEN_SECONDS: '5' });
    const client = new TestClient(host.url, '/calls', { auth: { token: host.token() } });
    const { expiresAt } = await client.established();
    expect(await client.end()).toBe('io server disconnect');
    expect(client.seen.at(-1)).toEqual([
      'auth_expired',
      { code: 'auth.expired', message: 'The access token has expired' },
    ]);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(Date.now()).toBeLessThan(Date.parse(expiresAt) + 1_000);
  });

  test('a draining process takes no handshake, and a default client keeps trying', async () => {
    host = await RealtimeHost.start({ REDIS_URL: redis.url });
    const before = await TestClient.connected(host.url, '/calls', host.token());
    await host.app.get(Lifecycle).drain();
    expect((await PollingClient.handshake(host.url)).status).toBe(403);
    const late = new TestClient(host.url, '/calls', {
      auth: { token: host.token() },
      reconnection: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 50,
    });
    await waitFor(
      'three attempts',
      () => late.refusals.length,
      10_000,
      (count) => count >= 3,
    );
    expect(await before.ask('more', {})).toEqual({ ok: true, data: 'more' });
  });

  test.each([['polling'], ['websocket'], ['polling', 'websocket']])(
    'closing tells clients over %s when to return, and takes no longer than it must',
    async (...transports) => {
      host = await RealtimeHost.start({ REDIS_URL: redis.url });
      const options = { transports };
      const clients = await Promise.all(
        ['/calls', '/chat', '/calls'].map((name) => TestClient.connected(host.url, name, host.token(), options)),
      );
      const idle = await PollingClient.open(host.url);
      await deadline('the application to close', host.close(), 5_000);
      for (const client of clients) {
        expect(await client.end()).toMatch(/^transport (close|error)$/);
        const [hint] = client.payloads('server_restarting') as { retryInMs: number }[];
        expect(hint?.retryInMs).toBeGreaterThanOrEqual(0);
        expect(hint?.retryInMs).toBeLessThan(10_000);
      }
      await expect(idle.poll()).rejects.toThrow();
    },
  );

  test('closing twice is closing once', async () => {
    host = await RealtimeHost.start({ REDIS_URL: redis.url });
    const client = await TestClient.connected(host.url, '/calls', host.token(), { transports: ['polling'] });
    const realtime = host.app.get(RealtimeServer);
    await Promise.all([realtime.closeAll(), realtime.closeAll()]);
    await client.end();
    expect(client.payloads('server_restarting')).toHaveLength(1);
  });

  test('a default client comes back by itself when the process does', async () => {
    host = await RealtimeHost.start({ REDIS_URL: redis.url });
    const { port } = new URL(host.url);
    const client = new TestClient(host.url, '/calls', {
      auth: { token: host.token() },
      reconnection: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 50,
    });
    await client.established();
    await host.close();
    await client.end();
    host = await RealtimeHost.start({ REDIS_URL: redis.url }, Number(port));
    await client.event('connection_established', 2);
  });
});
