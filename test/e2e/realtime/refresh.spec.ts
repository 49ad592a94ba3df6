import { createSigner } from 'fast-jwt';
import { fingerprintOf } from '../../../src/core/access/tokens/signing-keys';
import { uuidv7 } from '../../../src/core/database/ids';
import { CommonServerEvents, PayloadOf } from '../../../src/core/realtime/realtime.sockets';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, failure, success, TestClient } from './test-client';

type Expiring = PayloadOf<CommonServerEvents, 'auth_expiring'>;

const SECRET = 'a secret that is used by these tests only';
const names = (client: TestClient) => client.seen.map(([event]) => event);

describe('a socket that goes on with a new token', () => {
  let redis: RedisProcess;
  let host: RealtimeHost;

  beforeAll(async () => {
    redis = await RedisProcess.start();
    host = await RealtimeHost.start({ REDIS_URL: redis.url, ACCESS_TOKEN_SECONDS: '5' });
  });

  afterEach(closeClients);

  afterAll(async () => {
    await host?.close();
    await redis?.stop();
  });

  const refresh = (client: TestClient, token: unknown) => client.ask<{ expiresAt: string }>('auth_refresh', { token });

  test('is warned once for each token, outlives the first and ends with the second', async () => {
    const user = uuidv7();
    const [client, silent] = await Promise.all(
      ['/calls', '/chat'].map((namespace) => TestClient.connected(host.url, namespace, host.token('user', user))),
    );
    if (client === undefined || silent === undefined) throw new Error('unreachable');
    const { expiresAt } = await client.established();
    const [first] = (await client.event('auth_expiring')) as Expiring[];
    expect(first?.expiresAt).toBe(expiresAt);
    expect(first?.expiresInMs).toBeGreaterThan(1_000);
    expect(first?.expiresInMs).toBeLessThanOrEqual(2_500);

    const token = host.token('user', user);
    const { expiresAt: later } = success(await refresh(client, token));
    expect(Date.parse(later)).toBeGreaterThan(Date.parse(expiresAt));
    expect(success(await refresh(client, token))).toEqual({ expiresAt: later });

    expect(await silent.end()).toBe('io server disconnect');
    expect(names(silent)).toEqual(['connection_established', 'auth_expiring', 'auth_expired']);
    expect(client.disconnected).toBeUndefined();
    expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
    await client.end();
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(later));
    expect(names(client)).toEqual(['connection_established', 'auth_expiring', 'auth_expiring', 'auth_expired']);
    expect(client.payloads('auth_expired')).toEqual([
      { code: 'auth.expired', message: 'The access token has expired' },
    ]);
  });

  test('has the role and the session of the new token, and ends with that session alone', async () => {
    const [user, old, young] = [uuidv7(), uuidv7(), uuidv7()];
    const client = await TestClient.connected(host.url, '/calls', host.token('user', user, old));
    expect(failure(await client.ask('secret', {}))).toMatchObject({ code: 'auth.forbidden' });
    success(await refresh(client, host.token('admin', user, young)));
    expect(await client.ask('secret', {})).toEqual({ ok: true, data: 'secret' });
    await host.endRights('session', old);
    expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
    await host.endRights('session', young);
    await client.end();
    expect(client.payloads('auth_expired')).toMatchObject([{ code: 'auth.invalid' }]);
  });

  test('may show a token that ends sooner: the one shown last counts', async () => {
    const user = uuidv7();
    const client = await TestClient.connected(host.url, '/calls', host.token('user', user));
    const exp = Math.ceil(Date.now() / 1_000) + 1;
    expect(success(await refresh(client, sign({ sub: user, exp })))).toEqual({
      expiresAt: new Date(exp * 1_000).toISOString(),
    });
    await client.end(3_000);
    expect(client.payloads('auth_expired')).toMatchObject([{ code: 'auth.expired' }]);
  });

  describe('is refused, and stays what it was,', () => {
    let user: string;
    const revoked = uuidv7();

    beforeEach(() => {
      user = uuidv7();
    });

    test.each<[string, () => unknown, string]>([
      ['the token of another user', () => host.token('admin'), 'auth.forbidden'],
      ['a token that allows less', () => host.token('viewer', user), 'auth.forbidden'],
      ['the token of a session that has ended', () => host.token('user', user, revoked), 'auth.invalid'],
      ['an expired token', () => sign({ sub: user, exp: Math.floor(Date.now() / 1_000) - 1 }), 'auth.expired'],
      ['a forged token', () => sign({ sub: user }, 'another secret of the same good length'), 'auth.invalid'],
      ['a token of another type', () => sign({ sub: user }, SECRET, 'JWT'), 'auth.invalid'],
      ['a token for another audience', () => sign({ sub: user, aud: 'elsewhere' }), 'auth.invalid'],
      ['an opaque token', () => 'x'.repeat(43), 'auth.invalid'],
      ['no text', () => ({ toString: 1 }), 'request.invalid'],
      ['an empty token', () => '', 'request.invalid'],
      ['a token of 5 kB', () => 'x'.repeat(5_000), 'request.invalid'],
      ['nothing', () => undefined, 'request.invalid'],
    ])('with %s', async (_, token, code) => {
      await host.endRights('session', revoked);
      const client = await TestClient.connected(host.url, '/calls', host.token('user', user));
      const before = await client.established();
      expect(failure(await refresh(client, token()))).toMatchObject({ code });
      expect(success(await client.ask<object>('note', { text: 'x' }))).toMatchObject({ userId: user });
      expect(failure(await client.ask('secret', {}))).toMatchObject({ code: 'auth.forbidden' });
      const [socket] = host.news.localSockets(`user_${user}`);
      expect(socket?.data.principal).toMatchObject({ role: 'user', expiresAt: Date.parse(before.expiresAt) / 1_000 });
    });

    test('with whatever an API key sends', async () => {
      const { text, userId } = await host.apiKey(['calls.read']);
      const client = new TestClient(host.url, '/calls', { auth: { apiKey: text } });
      await client.established();
      for (const payload of [{}, { token: host.token('user', userId) }]) {
        expect(failure(await client.ask('auth_refresh', payload))).toMatchObject({
          code: 'auth.forbidden',
          message: 'This socket was opened with an API key, which cannot be refreshed.',
        });
      }
      expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
    });

    test('when it tries token after token, while its other events go on', async () => {
      const client = await TestClient.connected(host.url, '/calls', host.token('user', user));
      const answers = [];
      for (let attempt = 0; attempt < 15; attempt += 1)
        answers.push(failure(await refresh(client, `guess ${attempt}`)));
      expect(answers.slice(0, 10).map(({ code }) => code)).toEqual(Array(10).fill('auth.invalid'));
      expect(answers.slice(-4).map(({ code }) => code)).toEqual(Array(4).fill('request.rate_limited'));
      expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
    });
  });

  test('leaves no token in what other processes or logs may see', async () => {
    const user = uuidv7();
    const client = await TestClient.connected(host.url, '/calls', host.token('user', user));
    const token = host.token('user', user);
    success(await refresh(client, token));
    const [socket] = host.news.localSockets(`user_${user}`);
    expect(JSON.stringify([socket?.data, socket?.handshake])).not.toContain(token);
  });
});

function sign(claims: object, key = SECRET, typ = 'at+jwt'): string {
  const header = { typ, alg: 'HS256' as const, kid: fingerprintOf(SECRET) };
  const signer = createSigner({ key, algorithm: 'HS256', header });
  const now = Math.floor(Date.now() / 1_000);
  const who = { iss: 'parley', aud: 'parley-api', name: 'x', role: 'user', sid: uuidv7(), jti: uuidv7() };
  return signer({ ...who, iat: now - 3, exp: now + 4, ...claims });
}
