import { uuidv7 } from '../../../src/core/database/ids';
import { RealtimeServer } from '../../../src/core/realtime/realtime-server';
import { AppServer } from '../../../src/core/realtime/realtime.sockets';
import { waitFor } from '../../support/wait-for';
import { lockTable } from './locked-table';
import { PollingClient } from './polling-client';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, failure, TestClient } from './test-client';

const ENDED = { code: 'auth.invalid', message: 'This session or key has ended; sign in again.' };

describe('the end of rights', () => {
  let redis: RedisProcess;
  let here: RealtimeHost;
  let there: RealtimeHost;

  beforeAll(async () => {
    redis = await RedisProcess.start();
    [here, there] = await Promise.all([
      // Only hints can be quicker than the poll of the one; only the poll can reach the other once Redis is gone.
      RealtimeHost.start({ REDIS_URL: redis.url, REVOCATION_POLL_MS: '4000' }),
      RealtimeHost.start({ REDIS_URL: redis.url, REVOCATION_POLL_MS: '2000' }),
    ]);
  });

  afterEach(closeClients);

  afterAll(async () => {
    await here?.close();
    await there?.close();
    await redis?.stop();
  });

  const withKey = async (host: RealtimeHost, apiKey: string) => {
    const client = new TestClient(host.url, '/calls', { auth: { apiKey } });
    await client.established();
    return client;
  };
  const ended = async (client: TestClient) => {
    expect(await client.end(5_000)).toBe('io server disconnect');
    expect(client.seen.at(-1)).toEqual(['auth_expired', ENDED]);
  };
  const ioOf = (host: RealtimeHost): AppServer => host.app.get(RealtimeServer)['io'];

  test('reaches the sockets of a session in every namespace of every process, and no other session', async () => {
    const [user, session] = [uuidv7(), uuidv7()];
    const token = here.token('user', user, session);
    const gone = await Promise.all([
      TestClient.connected(here.url, '/calls', token),
      TestClient.connected(there.url, '/calls', token),
      TestClient.connected(there.url, '/chat', token, { transports: ['polling'] }),
    ]);
    const staying = await TestClient.connected(there.url, '/calls', here.token('user', user));
    await here.endRights('session', session);
    await Promise.all(gone.map(ended));
    expect(await staying.ask('more', {})).toEqual({ ok: true, data: 'more' });
    expect(here.news.localSockets(`user_${user}`)).toEqual([]);
    const again = new TestClient(there.url, '/calls', { auth: { token } });
    expect((await again.refused()).data).toMatchObject({ code: 'auth.invalid' });
  });

  test('reaches the sockets of a key, and those of all keys of a user but not his sessions', async () => {
    const [first, second] = [await here.apiKey(['calls.read']), await here.apiKey(['calls.read'])];
    const revoked = await withKey(there, first.text);
    const ofUser = await withKey(there, second.text);
    const session = await TestClient.connected(there.url, '/calls', here.token('user', second.userId));
    await here.endRights('key', first.id);
    await ended(revoked);
    expect(ofUser.disconnected).toBeUndefined();
    await here.endRights('user', second.userId);
    await ended(ofUser);
    expect(await session.ask('more', {})).toEqual({ ok: true, data: 'more' });
  });

  test.each(['session', 'key', 'user'] as const)(
    'lets nobody slip in whose %s ends between his verification and his joining',
    async (kind) => {
      const key = await here.apiKey(['calls.read']);
      const session = uuidv7();
      const auth = kind === 'session' ? { token: here.token('user', uuidv7(), session) } : { apiKey: key.text };
      const waiting: (() => void)[] = [];
      const namespace = ioOf(here).of('/calls');
      namespace.use((_, next) => void waiting.push(next));
      const before = here.calls.handled.length;
      try {
        const client = new TestClient(here.url, '/calls', { auth });
        client.socket.once('connect', () => client.socket.emit('note', { text: 'slipped in' }));
        await waitFor('a verified handshake', () => waiting.length);
        await here.endRights(kind, { session, key: key.id, user: key.userId }[kind]);
        waiting.forEach((next) => next());
        await ended(client);
        expect(client.payloads('connection_established')).toEqual([]);
      } finally {
        (namespace as unknown as { _fns: unknown[] })._fns.pop();
      }
      const other = await TestClient.connected(here.url, '/calls', here.token());
      await other.ask('more', {});
      expect(here.calls.handled).toHaveLength(before);
    },
  );

  test('reaches the other process within 5 s also when Redis is dead', async () => {
    await redis.kill();
    const session = uuidv7();
    const token = here.token('user', uuidv7(), session);
    const far = await TestClient.connected(there.url, '/calls', token);
    await here.endRights('session', session);
    await ended(far);
    await redis.launch();
  });
});

describe('a process that cannot tell whose rights have ended', () => {
  test('takes no event and no handshake, gives its sockets up in the end, and recovers by itself', async () => {
    const redis = await RedisProcess.start();
    const host = await RealtimeHost.start({ REDIS_URL: redis.url, SOCKET_STALE_MS: '6500' });
    const unlock = await lockTable((await host.database()).migrationUrl, 'revocations');
    try {
      const retrying = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 200 };
      const client = new TestClient(host.url, '/calls', { auth: { token: host.token() }, ...retrying });
      await client.established();
      expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
      const refused = await waitFor(
        'events to be refused',
        () => client.ask('more', {}),
        6_500,
        (ack) => !ack.ok,
      );
      expect(failure(refused)).toMatchObject({ code: 'unavailable' });
      expect(client.disconnected).toBeUndefined();
      expect(await client.ask('ping')).toMatchObject({ ok: true });
      const token = host.token();
      expect(failure(await client.ask('auth_refresh', { token }))).toMatchObject({ code: 'unavailable' });
      expect((await PollingClient.handshake(host.url)).status).toBe(403);
      expect(await client.end()).toMatch(/^transport (close|error)$/);
      await unlock();
      await client.event('connection_established', 2);
      expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
    } finally {
      closeClients();
      await unlock().catch(() => undefined);
      await host.close();
      await redis.stop();
    }
  });
});
