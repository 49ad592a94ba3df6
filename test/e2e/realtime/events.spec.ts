import { uuidv7 } from '../../../src/core/database/ids';
import { waitFor } from '../../support/wait-for';
import { PollingClient } from './polling-client';
import { RealtimeHost } from './realtime-host';
import { RedisProcess } from './redis-process';
import { closeClients, failure, success, TestClient } from './test-client';

const correlationId = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;

const USER_ID = uuidv7();

describe('socket events', () => {
  let redis: RedisProcess;
  let host: RealtimeHost;
  let client: TestClient;

  beforeAll(async () => {
    redis = await RedisProcess.start();
    host = await RealtimeHost.start({ REDIS_URL: redis.url });
  });

  beforeEach(async () => {
    client = await TestClient.connected(host.url, '/calls', host.token('user', USER_ID));
  });

  afterEach(closeClients);

  afterAll(async () => {
    await host?.close();
    await redis?.stop();
  });

  test('acknowledge with the data of the handler, run in a context of its own', async () => {
    const first = success(await client.ask<{ context: object }>('note', { text: 'hello' }));
    const source = { ip: '127.0.0.1', headers: { 'user-agent': expect.any(String) as unknown } };
    const context = { correlationId, userId: USER_ID, principal: expect.anything() as unknown, source };
    expect(first).toEqual({ userId: USER_ID, text: 'hello', context });
    const second = success(await client.ask<{ context: object }>('note', { text: 'again' }));
    expect(second.context).not.toEqual(first.context);
  });

  test('acknowledge null when the handler has nothing to say', async () => {
    expect(await client.ask('join', { room: 'call_1' })).toEqual({ ok: true, data: null });
  });

  test('reach every gateway of a namespace', async () => {
    expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
  });

  test.each<[string, unknown[], string, string]>([
    ['a declared error', ['conflict', {}], 'request.conflict', 'Somebody was quicker.'],
    ['a crash, and tells nothing of it', ['crash', {}], 'internal', 'Something went wrong on our side'],
    ['a stream that breaks', ['stream', {}], 'request.not_found', 'There is nothing here'],
    ['a missing permission', ['secret', {}], 'auth.forbidden', 'The permission users.manage is needed.'],
    ['an unknown event', ['nonsense', {}], 'socket.unknown_event', 'This namespace does not know the event.'],
    [
      'an event named like a method',
      ['constructor', {}],
      'socket.unknown_event',
      'This namespace does not know the event.',
    ],
    ['two payloads', ['note', { text: 'a' }, { text: 'b' }], 'request.invalid', 'Send one object as the payload.'],
  ])('fail with %s: as the ack, or without one as an error event', async (_, [event, ...args], code, message) => {
    const told = { code, message, correlationId };
    expect(await client.ask(String(event), ...args)).toEqual({ ok: false, error: told });
    client.socket.emit(String(event), ...args);
    expect(await client.event('error')).toEqual([told]);
  });

  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['null', [null]],
    ['a text', ['text']],
    ['a number', [7]],
    ['true', [true]],
    ['a list', [[{ text: 'x' }]]],
    ['bytes', [Buffer.from('text')]],
  ])('refuse %s as the payload', async (_, args) => {
    const { code, errors } = failure(await client.ask('note', ...args));
    expect({ code, errors }).toEqual({
      code: 'request.invalid',
      errors: [{ field: '', message: 'must be a JSON object' }],
    });
  });

  test('refuse bytes inside the payload', async () => {
    const { errors } = failure(await client.ask('note', { text: 'x', parts: [Buffer.from('x')] }));
    expect(errors).toEqual([{ field: '', message: 'must not hold binary data' }]);
  });

  test('tell each wrong field by its path', async () => {
    const payload = { text: 1, more: true, parts: [{ startMs: 1 }, { startMs: '2' }] };
    const { code, errors } = failure(await client.ask('note', payload));
    expect(code).toBe('request.invalid');
    expect(errors?.map(({ field }) => field).sort()).toEqual(['more', 'parts.1.startMs', 'text']);
  });

  test.each<[string, unknown, string]>([
    ['33 levels', { text: nested(32) }, 'request.too_deep'],
    ['__proto__', JSON.parse('{"text":"x","__proto__":{"admin":true}}'), 'request.invalid'],
    ['__proto__ inside', JSON.parse('{"text":"x","parts":[{"startMs":1,"__proto__":{}}]}'), 'request.invalid'],
    ['constructor', JSON.parse('{"text":"x","constructor":{"prototype":{"admin":true}}}'), 'request.invalid'],
    ['a length instead of a list', { text: 'x', parts: { length: 1e9 } }, 'request.invalid'],
  ])('refuse a payload with %s', async (_, payload, code) => {
    expect(failure(await client.ask('note', payload))).toMatchObject({ code });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(await client.ask('more', {})).toEqual({ ok: true, data: 'more' });
  });

  test('refuse 40,000 levels, which a hand-made client can send', async () => {
    const raw = await PollingClient.open(host.url);
    await raw.send(`40/calls,{"token":"${host.token()}"}`);
    await waitFor(
      'CONNECT',
      async () => (await raw.poll()).packets.join(),
      10_000,
      (packets) => packets.includes('connection_established'),
    );
    await raw.send(`42/calls,7["note",{"text":${'['.repeat(40_000)}${']'.repeat(40_000)}}]`);
    const { packets } = await raw.poll();
    expect(packets.join()).toContain('43/calls,7[{"ok":false,"error":{"code":"request.too_deep"');
  });

  test('fail with an answer that cannot be written', async () => {
    expect(failure(await client.ask('circular', {}))).toMatchObject({ code: 'internal' });
  });

  test('32 levels are not too deep', async () => {
    expect(failure(await client.ask('note', { text: nested(31) }))).toMatchObject({ code: 'request.invalid' });
  });

  test.each(['/calls', '/chat'])('ping answers on %s: as the ack, or without one as pong', async (namespace) => {
    const any = await TestClient.connected(host.url, namespace, host.token('viewer'));
    const pong = { pong: true, serverTime: expect.stringMatching(/^\d{4}-.*Z$/) as unknown };
    expect(await any.ask('ping')).toEqual({ ok: true, data: pong });
    expect(any.payloads('pong')).toEqual([]);
    any.socket.emit('ping');
    expect(await any.event('pong')).toEqual([pong]);
  });

  test('count by known names only', async () => {
    const line = (event: string, outcome: string) =>
      `parley_socket_events_total{namespace="/calls",event="${event}",outcome="${outcome}"}`;
    const unknown = await host.metric(line('unknown', 'refused'));
    const crashed = await host.metric(line('crash', 'failed'));
    await client.ask('made-up-1', {});
    await client.ask('made-up-2', {});
    await client.ask('crash', {});
    expect(await host.metric(line('unknown', 'refused'))).toBe(unknown + 2);
    expect(await host.metric(line('crash', 'failed'))).toBe(crashed + 1);
    expect(await host.telemetry.render()).not.toContain('made-up');
  });
});

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}
