import { createSigner } from 'fast-jwt';
import { newApiKey } from '../../../src/core/access/keys/api-key-secret';
import { fingerprintOf } from '../../../src/core/access/tokens/signing-keys';
import { uuidv7 } from '../../../src/core/database/ids';
import { deadline, waitFor } from '../../support/wait-for';
import { lockTable } from './locked-table';
import { PollingClient } from './polling-client';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, TestClient } from './test-client';

const namespaces = ['/', '/calls', '/chat', '/undeclared', '/calls/deeper'];
const SECRET = 'a secret that is used by these tests only';
const anyText = expect.any(String) as unknown;

describe('socket handshake', () => {
  let redis: RedisProcess;
  let host: RealtimeHost;

  beforeAll(async () => {
    redis = await RedisProcess.start();
    host = await RealtimeHost.start({ REDIS_URL: redis.url, CORS_ORIGINS: 'https://app.example.com' });
  });

  afterEach(closeClients);

  afterAll(async () => {
    await host?.close();
    await redis?.stop();
  });

  test('greets a client and says until when it may stay', async () => {
    const userId = uuidv7();
    const client = new TestClient(host.url, '/calls', { auth: { token: host.token('analyst', userId) } });
    const session = await client.established();
    expect(session).toMatchObject({
      socketId: client.socket.id,
      userId,
      username: `name of ${userId}`,
      role: 'analyst',
      namespace: '/calls',
    });
    expect(Date.parse(session.expiresAt) - Date.parse(session.serverTime)).toBeGreaterThan(800_000);
    expect(client.seen[0]?.[0]).toBe('connection_established');
  });

  test.each<[string, (token: string) => object]>([
    ['auth.token', (token) => ({ auth: { token } })],
    ['a Bearer header', (token) => ({ extraHeaders: { authorization: `Bearer ${token}` } })],
    ['?token=', (token) => ({ query: { token } })],
  ])('takes the token as %s, on every namespace of one connection, and keeps it nowhere', async (_, options) => {
    const userId = uuidv7();
    const token = host.token('user', userId);
    const calls = new TestClient(host.url, '/calls', options(token));
    await calls.established();
    const chat = calls.socket.io.socket('/chat', options(token));
    const session = new Promise((resolve) => chat.once('connection_established', resolve));
    await expect(session).resolves.toMatchObject({ userId, namespace: '/chat' });
    expect(calls.disconnected).toBeUndefined();
    const sockets = host.news.localSockets(`user_${userId}`);
    expect(sockets.map(({ handshake }) => handshake.url)).toEqual(['/socket.io/']);
    expect(JSON.stringify(sockets.map(({ handshake }) => handshake))).not.toContain(token);
  });

  describe.each(namespaces)('on %s', (namespace) => {
    const expired = () => sign({ exp: Math.floor(Date.now() / 1000) - 60 });
    const forged = () => sign({}, 'another secret of the same good length');

    test.each<[string, () => unknown, string]>([
      ['no token', () => undefined, 'auth.required'],
      ['an empty token', () => '', 'auth.required'],
      ['a token that is none', () => 'nonsense', 'auth.invalid'],
      ['a token that is an object', () => ({ toString: 1 }), 'auth.invalid'],
      ['a token of 50 kB', () => 'x'.repeat(50_000), 'auth.invalid'],
      ['a forged token', forged, 'auth.invalid'],
      ['an expired token', expired, 'auth.expired'],
    ])('refuses %s', async (_, token, code) => {
      const client = new TestClient(host.url, namespace, { auth: { token: token() } });
      const { data } = await client.refused();
      expect(data).toEqual({ code, message: anyText, correlationId: anyText });
    });

    test('handles no event that comes right behind a bad CONNECT', async () => {
      const before = host.calls.handled.length;
      const client = await PollingClient.open(host.url);
      await client.send(
        `40${namespace},{"token":"nonsense"}`,
        `42${namespace},1["secret",{}]`,
        `42${namespace},2["note",{"text":"x"}]`,
      );
      const answer = await client.closed();
      expect(answer).not.toContain('43');
      expect(host.calls.handled).toHaveLength(before);
      expect(host.chat.handled).toHaveLength(0);
      expect(host.calls.connected).not.toContain(undefined);
    });
  });

  test.each(['/', '/undeclared', '/calls/deeper'])(
    'opens no namespace %s, however good the token',
    async (namespace) => {
      const client = new TestClient(host.url, namespace, { auth: { token: host.token('admin') } });
      const { data } = await client.refused();
      expect(data).toMatchObject({
        code: 'auth.forbidden',
        message: 'Connect to one of the namespaces /calls, /chat.',
      });
      expect(await host.metric(`parley_sockets_connected{namespace="${namespace}"}`)).toBe(0);
    },
  );

  describe.each(['polling', 'websocket'])('over %s', (transport) => {
    const connect = (extraHeaders: Record<string, string>) =>
      new TestClient(host.url, '/calls', { transports: [transport], extraHeaders, auth: { token: host.token() } });

    test.each([
      'https://evil.example',
      'https://app.example.com.evil.example',
      'https://evil.app.example.com',
      'https://app.example.com.',
      'https://app.example.com:8443',
      'https://APP.example.com',
      'https://app.example.com@evil.example',
      'https://app.example.com https://evil.example',
      'http://app.example.com',
      'http://SELF.',
      'http://evil@SELF',
      'ftp://SELF',
      'http://localhost:SELF_PORT',
      'http://127.0.0.1',
      'null',
    ])('refuses the origin %s before CONNECT', async (pattern) => {
      const { host: self, port } = new URL(host.url);
      const origin = pattern.replace('SELF_PORT', port).replace('SELF', self);
      const before = host.calls.connected.length;
      const { data } = await connect({ origin }).refused();
      expect(data).toMatchObject({ code: 'origin.refused' });
      expect(host.calls.connected).toHaveLength(before);
    });

    test.each<[string, () => Record<string, string>]>([
      ['no origin', () => ({})],
      ['its own origin', () => ({ origin: host.url })],
      ['a listed origin', () => ({ origin: 'https://app.example.com' })],
    ])('lets %s in', async (_, headers) => {
      await expect(connect(headers()).established()).resolves.toMatchObject({ namespace: '/calls' });
    });
  });

  describe.each(['polling', 'websocket'])('over %s, while a key is still being looked up,', (transport) => {
    test.each(['a good key', 'a made-up key'])('handles no event sent with %s', async (kind) => {
      const { text, userId } = await host.apiKey(['calls.read']);
      const apiKey = kind === 'a good key' ? text : newApiKey().text;
      const handled = host.calls.handled.length;
      const unlock = await lockTable((await host.database()).migrationUrl, 'api_keys');
      const early = new TestClient(host.url, '/calls', { transports: [transport], auth: { apiKey } });
      const closed = new Promise((resolve) => early.socket.io.once('close', resolve));
      early.socket.io.once('open', () => early.socket.io.engine.write('42/calls,1["note",{"text":"early"}]'));
      try {
        await deadline('the connection to be closed', closed, 5_000);
      } finally {
        await unlock();
      }
      const later = new TestClient(host.url, '/calls', { auth: { apiKey: text } });
      await later.established();
      expect(host.calls.handled).toHaveLength(handled);
      expect(host.calls.connected.filter((id) => id === userId)).toHaveLength(1);
      expect(early.seen).toEqual([]);
    });
  });

  test('refuses a host name that is not served', async () => {
    const headers = { host: 'rebound.example', origin: 'http://rebound.example' };
    const token = host.token();
    const client = new TestClient(host.url, '/calls', {
      transports: ['websocket'],
      extraHeaders: headers,
      auth: { token },
    });
    expect((await client.refused()).data).toMatchObject({ code: 'origin.refused' });
  });

  test('tells browsers of listed origins alone that they may read the answer', async () => {
    const handshake = (origin: string) =>
      fetch(`${host.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    const allowed = await handshake('https://app.example.com');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    const refused = await handshake('https://evil.example');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('is not there on the port of a worker', async () => {
    const worker = await RealtimeHost.start({ REDIS_URL: redis.url, PARLEY_ROLE: 'worker' });
    expect((await PollingClient.handshake(worker.url)).status).toBe(404);
    await worker.close();
  });

  test('counts sockets by namespace, exactly', async () => {
    const line = 'parley_sockets_connected{namespace="/calls"}';
    const settled = (expected: number) =>
      waitFor(
        `${expected} sockets`,
        () => host.metric(line),
        10_000,
        (value) => value === expected,
      );
    await settled(0);
    const clients = await Promise.all([1, 2, 3].map(() => TestClient.connected(host.url, '/calls', host.token())));
    await settled(3);
    clients[0]?.close();
    await settled(2);
    closeClients();
    await settled(0);
  });
});

function sign(claims: object, key = SECRET): string {
  const header = { typ: 'at+jwt', alg: 'HS256' as const, kid: fingerprintOf(key) };
  const signer = createSigner({ key, algorithm: 'HS256', iss: 'parley', aud: 'parley-api', header });
  const now = Math.floor(Date.now() / 1000);
  const who = { sub: uuidv7(), name: 'x', role: 'admin', sid: uuidv7(), jti: uuidv7() };
  return signer({ ...who, iat: now - 120, exp: now + 600, ...claims });
}
