import { waitFor } from '../../support/wait-for';
import { PollingClient } from './polling-client';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, TestClient } from './test-client';

/** Events a second in these tests: 10 at once, closed by force after 100 at once. */
const RATE = 5;

describe('socket limits', () => {
  let redis: RedisProcess;
  let host: RealtimeHost;

  const start = (environment: Record<string, string> = {}) =>
    RealtimeHost.start({ REDIS_URL: redis.url, SOCKET_EVENTS_PER_SECOND: String(RATE), ...environment });
  const open = (address: string, options = {}) =>
    new TestClient(host.url, '/calls', {
      auth: { token: host.token() },
      extraHeaders: { 'x-forwarded-for': address },
      ...options,
    });

  beforeAll(async () => {
    redis = await RedisProcess.start();
  });

  afterEach(async () => {
    closeClients();
    await host?.close();
  });

  afterAll(() => redis?.stop());

  test.each(['polling', 'websocket'])('caps the connections of one address over %s', async (transport) => {
    host = await start({ SOCKET_CONNECTIONS_PER_ADDRESS: '3', TRUST_PROXY: '1' });
    const first = open('192.0.2.1', { transports: [transport] });
    await first.established();
    for (const _ of [2, 3]) await open('192.0.2.1', { transports: [transport] }).established();
    const { data } = await open('192.0.2.1', { transports: [transport] }).refused();
    expect(data).toMatchObject({ code: 'busy' });
    await open('192.0.2.2', { transports: [transport] }).established();

    first.close();
    await waitFor('a place to become free', async () => {
      const next = open('192.0.2.1', { transports: [transport] });
      await waitFor('an answer', () => next.socket.connected || next.refusals.length > 0);
      if (!next.socket.connected) next.close();
      return next.socket.connected;
    });
  });

  test('believes no X-Forwarded-For unless a proxy is trusted', async () => {
    host = await start({ SOCKET_CONNECTIONS_PER_ADDRESS: '2' });
    await open('192.0.2.1').established();
    await open('192.0.2.2').established();
    expect((await open('192.0.2.3').refused()).data).toMatchObject({ code: 'busy' });
  });

  test.each<[string, (turn: number) => string]>([
    ['invents addresses before its own', (turn) => `203.0.113.${turn}, 198.51.100.${turn}, 192.0.2.1`],
    ['changes its address within its IPv6 network', (turn) => `2001:db8::${turn}`],
    ['writes one address in several ways', (turn) => ['192.0.2.1', '::ffff:192.0.2.1', ' 192.0.2.1 '][turn] ?? ''],
  ])('is not escaped by one who %s behind a proxy', async (_, forwarded) => {
    host = await start({ SOCKET_CONNECTIONS_PER_ADDRESS: '2', TRUST_PROXY: '1' });
    for (const turn of [0, 1]) await open(forwarded(turn)).established();
    expect((await open(forwarded(2)).refused()).data).toMatchObject({ code: 'busy' });
  });

  test('counts handshakes that are still on their way', async () => {
    host = await start({ SOCKET_CONNECTIONS_PER_ADDRESS: '5' });
    const clients = Array.from({ length: 12 }, () => open('', { transports: ['websocket'] }));
    const settled = () => clients.map(({ socket, refusals }) => socket.connected || refusals.length > 0);
    await waitFor('every handshake to be answered', settled, 10_000, (answers) => answers.every(Boolean));
    expect(clients.filter(({ socket }) => socket.connected)).toHaveLength(5);
  });

  test('a flood of handshakes that never join keeps 220 places for a while, and no other address suffers', async () => {
    host = await start({ TRUST_PROXY: '1' });
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    const statuses = await Promise.all(
      Array.from({ length: 400 }, async () => (await PollingClient.handshake(host.url, headers)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(220);
    expect(await host.metric('parley_socket_handshakes_refused_total{reason="flood"}')).toBe(180);
    await open('192.0.2.2').established();
    await waitFor(
      'the places to become free',
      async () => (await PollingClient.handshake(host.url, headers)).status,
      15_000,
      (status) => status === 200,
    );
    await waitFor(
      'the connection to be welcome',
      async () => {
        const next = open('192.0.2.1', { transports: ['websocket'] });
        await waitFor('an answer', () => next.socket.connected || next.refusals.length > 0);
        return next.socket.connected;
      },
      15_000,
    );
  });

  test('a hostile origin that floods is cut off at the engine', async () => {
    host = await start();
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => {
        return (await PollingClient.handshake(host.url, { origin: 'https://evil.example' })).status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    await open('').established();
  });

  test('a connection that is to join cannot send what it likes', async () => {
    host = await start();
    const client = await PollingClient.open(host.url);
    await client.send(...Array.from({ length: 5_000 }, (_, index) => `40/${index},{}`));
    const answer = await client.closed();
    expect(answer.split('44/').length).toBeLessThan(40);
  });

  test.each<[string, unknown]>([
    ['polling', 'x'.repeat(120_000)],
    ['websocket', 'x'.repeat(120_000)],
    ['websocket', Buffer.alloc(120_000)],
  ])('a payload beyond 100 kB over %s ends that socket alone', async (transport, text) => {
    host = await start();
    const big = open('', { transports: [transport] });
    const other = open('', { transports: [transport] });
    await Promise.all([big.established(), other.established()]);
    big.socket.emit('note', { text });
    expect(await big.end()).toMatch(/^transport/);
    expect(await other.ask('more', {})).toEqual({ ok: true, data: 'more' });
    expect(host.calls.handled).toHaveLength(0);
  });

  test('events beyond the rate fail, then come through again; another socket notices nothing', async () => {
    host = await start();
    const busy = open('');
    const calm = open('');
    await Promise.all([busy.established(), calm.established()]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => busy.ask('more', {})));
    const limited = answers.filter((ack) => !ack.ok && ack.error.code === 'request.rate_limited');
    expect(limited.length).toBeGreaterThanOrEqual(38);
    expect(limited.length).toBeLessThanOrEqual(40);
    expect(await calm.ask('more', {})).toEqual({ ok: true, data: 'more' });
    await waitFor('the socket to be heard again', async () => (await busy.ask('more', {})).ok);
  });

  test('a socket that keeps flooding is closed; another one is not', async () => {
    host = await start();
    const flooding = open('', { transports: ['websocket'] });
    const calm = open('', { transports: ['websocket'] });
    await Promise.all([flooding.established(), calm.established()]);
    for (let sent = 0; sent < 400; sent++) flooding.socket.emit('nonsense', {});
    expect(await flooding.end()).toBe('io server disconnect');
    expect(flooding.payloads('error').length).toBeLessThan(150);
    expect(await calm.ask('more', {})).toEqual({ ok: true, data: 'more' });
  });
});
