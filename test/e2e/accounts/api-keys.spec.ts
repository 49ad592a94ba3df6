import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { newApiKey } from '../../../src/core/access/keys/api-key-secret';
import { permissions, Permission } from '../../../src/core/access/permissions';
import { uuidv7 } from '../../../src/core/database/ids';
import { operationsOf } from '../../../src/core/http/openapi';
import { RealtimeServer } from '../../../src/core/realtime/realtime-server';
import { Account, makeAccount, openSession } from '../../support/accounts';
import { makeKey, withKey } from '../../support/api-keys';
import { startTestApp, TestApp } from '../../support/app';
import { expectProblem, expectStatus, ProblemBody } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { closeClients, TestClient } from '../realtime/test-client';

interface Listed {
  items: { id: string }[];
  nextCursor: string | null;
  total: number;
}

const KEYS = '/auth/api-keys';
const YEAR_MS = 365 * 86_400_000;

describe('API keys', () => {
  let parley: TestApp;
  let admin: Account;
  let maria: Account;
  let people = 0;

  beforeAll(async () => {
    parley = await startTestApp();
    admin = await makeAccount(parley, 'keys-admin', 'admin');
    maria = await makeAccount(parley, 'maria', 'user');
  }, 60_000);
  afterEach(() => {
    closeClients();
  });
  afterAll(async () => {
    await parley.close();
  });

  const somebody = () => makeAccount(parley, `somebody-${++people}`, 'analyst');
  const use = (key: string, path = '/calls', url = parley.url) => withKey(url, key, 'GET', path);
  const statusOn = async (url: string, key: string, path?: string) => (await use(key, path, url)).status;
  const handshake = (url: string, auth: object, options: object = {}) =>
    new TestClient(url, '/calls', { auth, ...options });

  describe('when they are made', () => {
    it('are told once, kept as a digest, and audited without their secret', async () => {
      const made = expectStatus(
        await maria.rest.post<Awaited<ReturnType<typeof makeKey>>>(KEYS, {
          name: 'Dialer',
          permissions: ['calls.read'],
        }),
        201,
      );
      expect(made).toEqual({
        id: expect.any(String) as string,
        name: 'Dialer',
        prefix: made.key.slice(0, 16),
        permissions: ['calls.read'],
        createdAt: expect.any(String) as string,
        expiresAt: expect.any(String) as string,
        lastUsedAt: null,
        key: expect.stringMatching(/^parley_[0-9A-Za-z]{9}_[0-9A-Za-z]{43}$/) as string,
      });
      expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(YEAR_MS);
      const rows = await runSql<{ hash: Buffer }>(parley.database, 'SELECT * FROM api_keys WHERE id = $1', [made.id]);
      expect(rows[0]?.hash).toEqual(createHash('sha256').update(made.key).digest());
      const trail = await runSql(parley.database, 'SELECT * FROM audit_entries WHERE target_id = $1', [made.id]);
      expect(trail).toEqual([expect.objectContaining({ action: 'key.create', outcome: 'ok', actor_id: maria.id })]);
      const told = JSON.stringify([rows, trail, (await maria.rest.get(KEYS)).body]);
      expect(told).toContain(made.prefix);
      expect(told).not.toContain(made.key.slice(17));
    });

    it.each<[string, object, string]>([
      ['no name', { permissions: ['calls.read'] }, 'name'],
      ['an empty name', { name: '', permissions: ['calls.read'] }, 'name'],
      ['a name of 101 characters', { name: 'x'.repeat(101), permissions: ['calls.read'] }, 'name'],
      ['no permission', { name: 'a', permissions: [] }, 'permissions'],
      ['an unknown permission', { name: 'a', permissions: ['calls.read', 'calls.fly'] }, 'permissions'],
      ['one permission twice', { name: 'a', permissions: ['calls.read', 'calls.read'] }, 'permissions'],
      ['the permission to make keys', { name: 'a', permissions: ['apiKeys.own'] }, 'permissions'],
      ['a life of no days', { name: 'a', permissions: ['calls.read'], expiresInDays: 0 }, 'expiresInDays'],
      [
        'a life of more than five years',
        { name: 'a', permissions: ['calls.read'], expiresInDays: 1827 },
        'expiresInDays',
      ],
      ['a life of half a day', { name: 'a', permissions: ['calls.read'], expiresInDays: 0.5 }, 'expiresInDays'],
      ['a life of null', { name: 'a', permissions: ['calls.read'], expiresInDays: null }, 'expiresInDays'],
      ['an owner', { name: 'a', permissions: ['calls.read'], userId: uuidv7() }, 'userId'],
    ])('are refused with %s', async (_, body, field) => {
      const problem = expectProblem(await maria.rest.post(KEYS, body), 400, 'request.invalid');
      expect(problem.errors?.map((one) => one.field)).toEqual([field]);
    });

    it('can carry nothing that their owner does not hold', async () => {
      const body = { name: 'a', permissions: ['calls.read', 'users.manage'] };
      const problem = expectProblem(await maria.rest.post(KEYS, body), 403, 'auth.forbidden');
      expect(problem.errors?.map((one) => one.field)).toEqual(['permissions.1']);
      const viewer = await makeAccount(parley, 'a-viewer', 'viewer');
      expectProblem(await viewer.rest.post(KEYS, { ...body, permissions: ['calls.read'] }), 403, 'auth.forbidden');
    });

    it('are at most 50 at a time, also when 60 are made at once; a revoked one makes room', async () => {
      const owner = await somebody();
      const make = () => owner.rest.post<{ id: string }>(KEYS, { name: 'a', permissions: ['calls.read'] });
      const answers = await Promise.all(Array.from({ length: 60 }, make));
      const made = answers.filter(({ status }) => status === 201);
      expect(made).toHaveLength(50);
      answers.filter(({ status }) => status !== 201).forEach((one) => expectProblem(one, 409, 'keys.too_many'));
      expectStatus(await owner.rest.delete(`${KEYS}/${made[0]?.body.id}`), 204);
      expectStatus(await make(), 201);
      expectProblem(await make(), 409, 'keys.too_many');
    });
  });

  describe('of somebody else', () => {
    it('cannot be seen or revoked, and those who manage users can do both', async () => {
      const [owner, stranger] = [await somebody(), await somebody()];
      const { id, key } = await makeKey(owner.rest, ['calls.read']);
      expect(expectStatus(await stranger.rest.get<Listed>(KEYS), 200)).toMatchObject({ items: [], total: 0 });
      expectProblem(await stranger.rest.get(`${KEYS}?userId=${owner.id}`), 403, 'auth.forbidden');
      expectProblem(await stranger.rest.get(`${KEYS}?userId=${uuidv7()}`), 403, 'auth.forbidden');
      const unknown = expectProblem(await stranger.rest.delete(`${KEYS}/${uuidv7()}`), 404, 'keys.not_found');
      const foreign = expectProblem(await stranger.rest.delete(`${KEYS}/${id}`), 404, 'keys.not_found');
      expect(foreign.title).toBe(unknown.title);
      expect(await statusOn(parley.url, key)).toBe(200);
      const seen = expectStatus(await admin.rest.get<Listed>(`${KEYS}?userId=${owner.id.toUpperCase()}`), 200);
      expect(seen.items.map((one) => one.id)).toEqual([id]);
      expectStatus(await admin.rest.delete(`${KEYS}/${id}`), 204);
      expect(await statusOn(parley.url, key)).toBe(401);
      expectProblem(await owner.rest.delete(`${KEYS}/${id}`), 404, 'keys.not_found');
    });

    it('have cursors that lead nowhere in another list', async () => {
      const [owner, stranger] = [await somebody(), await somebody()];
      const ids: string[] = [];
      for (let i = 0; i < 3; i += 1) ids.unshift((await makeKey(owner.rest, ['calls.read'])).id);
      const first = expectStatus(await owner.rest.get<Listed>(`${KEYS}?limit=2`), 200);
      const rest = expectStatus(await owner.rest.get<Listed>(`${KEYS}?cursor=${first.nextCursor}`), 200);
      expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
      expect(first.total).toBe(3);
      expectProblem(await stranger.rest.get(`${KEYS}?cursor=${first.nextCursor}`), 400, 'paging.bad_cursor');
    });
  });

  describe('on REST', () => {
    it('act as their owner, as far as their permissions go', async () => {
      const { key } = await makeKey(maria.rest, ['calls.read', 'account.own']);
      expect((await use(key, '/auth/me')).body).toMatchObject({ id: maria.id });
      expectStatus(await use(key), 200);
      const call = { externalId: 'by-key', agent: { externalId: 'a' } };
      expectProblem(await withKey(parley.url, key, 'POST', '/calls', call), 403, 'auth.forbidden');
      const { key: writing } = await makeKey(maria.rest, ['calls.write']);
      expectStatus(await withKey(parley.url, writing, 'POST', '/calls', call), 201);
      expectProblem(await use(writing), 403, 'auth.forbidden');
    });

    it('open no door to more access, whatever they carry', async () => {
      const all = (Object.keys(permissions) as Permission[]).filter((one) => one !== 'apiKeys.own');
      const { id, key } = await makeKey(admin.rest, all);
      await runSql(parley.database, `UPDATE api_keys SET permissions = permissions || '{apiKeys.own}' WHERE id = $1`, [
        id,
      ]);
      const body = { name: 'a', permissions: ['calls.read'] };
      for (const [method, path, sent] of [
        ['POST', KEYS, body],
        ['GET', KEYS, undefined],
        ['DELETE', `${KEYS}/${id}`, undefined],
      ] as const) {
        const problem = expectProblem(await withKey(parley.url, key, method, path, sent), 403, 'auth.forbidden');
        expect(problem.detail).toContain('session');
      }
      expectStatus(await use(key), 200);
    });

    it('read the metrics with the permission for it, and not without', async () => {
      const metrics = async (granted: Permission) => {
        const { key } = await makeKey(admin.rest, [granted]);
        return (await fetch(`${parley.url}/metrics`, { headers: { 'x-api-key': key } })).status;
      };
      expect([await metrics('metrics.read'), await metrics('calls.read')]).toEqual([200, 403]);
    });

    it.each<[string, (key: string) => string | string[]]>([
      ['empty', () => ''],
      ['in words', () => 'not a key'],
      ['huge', (key) => key.repeat(180)],
      ['beyond ASCII', (key) => `${key.slice(0, -1)}é`],
      ['a prefix alone', (key) => key.slice(0, 16)],
      ['in another case', (key) => key.toUpperCase()],
      ['sent twice', (key) => [key, key]],
      ['made up', () => newApiKey().text],
      ['an access token', () => 'a.b.c'],
    ])('are refused when the header is %s', async (_, headerOf) => {
      const { key } = await makeKey(maria.rest, ['calls.read']);
      expectStatus(await use(key), 200);
      expect(await rawGet(headerOf(key))).toMatchObject({ status: 401, code: 'auth.invalid' });
    });

    it('are not taken from the address, nor together with an access token', async () => {
      const { key } = await makeKey(maria.rest, ['calls.read']);
      const anyone = await fetch(`${parley.url}/api/v1/calls?apiKey=${key}&x-api-key=${key}`);
      expect([anyone.status, ((await anyone.json()) as ProblemBody).code]).toEqual([401, 'auth.required']);
      const both = await maria.rest.get('/calls', { headers: { 'x-api-key': key } });
      expect(expectProblem(both, 401, 'auth.invalid').detail).toContain('send one of them');
    });

    it('are what each operation says that takes them', async () => {
      const response = await fetch(`${parley.url}/docs/openapi.json`);
      const document = (await response.json()) as Parameters<typeof operationsOf>[0];
      expect(document.components?.securitySchemes?.apiKey).toMatchObject({ in: 'header', name: 'X-API-Key' });
      const operations = operationsOf(document).map(({ operation, path }) => ({
        path,
        takesKeys: (operation.security ?? []).some((one) => 'apiKey' in one),
        expected: operation['x-permission'] !== 'public' && operation['x-session-only'] !== true,
      }));
      expect(operations.filter((one) => one.path.startsWith('/api') && one.takesKeys !== one.expected)).toEqual([]);
      expect(operations.filter(({ path, takesKeys }) => path.endsWith(KEYS) && takesKeys)).toEqual([]);
    });
  });

  it('are seen and revoked by their owner whatever his role has become', async () => {
    const owner = await somebody();
    const { id } = await makeKey(owner.rest, ['calls.read']);
    await runSql(parley.database, `UPDATE users SET role = 'viewer' WHERE id = $1`, [owner.id]);
    const { rest } = await openSession(parley, { ...owner, role: 'viewer' });
    expect(expectStatus(await rest.get<Listed>(KEYS), 200).items).toMatchObject([{ id }]);
    expectStatus(await rest.delete(`${KEYS}/${id}`), 204);
  });

  describe('on sockets', () => {
    it.each<[string, (key: string) => [object, object?]]>([
      ['auth.apiKey', (key) => [{ apiKey: key }]],
      ['a header', (key) => [{}, { extraHeaders: { 'x-api-key': key } }]],
    ])('are taken as %s, until their end, and kept nowhere', async (_, sendAs) => {
      const { key, expiresAt } = await makeKey(maria.rest, ['calls.read']);
      const session = await handshake(parley.url, ...sendAs(key)).established();
      expect(session).toMatchObject({ userId: maria.id, role: 'user', expiresAt });
      const all = parley.app.get(RealtimeServer).namespace('/calls').localSockets();
      const sockets = all.filter(({ id }) => id === session.socketId);
      expect(sockets).toHaveLength(1);
      expect(JSON.stringify(sockets.map((socket) => socket.handshake))).not.toContain(key);
    });

    it('may there what they may elsewhere', async () => {
      const { key } = await makeKey(maria.rest, ['account.own']);
      const client = handshake(parley.url, { apiKey: key });
      await client.established();
      expect(await client.ask('subscribe', { callId: uuidv7() })).toMatchObject({ error: { code: 'auth.forbidden' } });
    });

    it.each<[string, string, (key: string) => [object, object?]]>([
      ['in the address', 'auth.required', (key) => [{}, { query: { apiKey: key, 'x-api-key': key } }]],
      ['with a token', 'auth.invalid', (key) => [{ apiKey: key, token: 'a.b.c' }]],
      ['with a token in the address', 'auth.invalid', (key) => [{ apiKey: key }, { query: { token: 'a.b.c' } }]],
      ['in a list', 'auth.invalid', (key) => [{ apiKey: [key] }]],
      ['in an object', 'auth.invalid', (key) => [{ apiKey: { length: key.length } }]],
      ['as a number', 'auth.invalid', () => [{ apiKey: 7 }]],
      ['empty', 'auth.invalid', () => [{ apiKey: '' }]],
      ['made up', 'auth.invalid', () => [{ apiKey: newApiKey().text }]],
    ])('are refused when they come %s', async (_, code, sendAs) => {
      const { key } = await makeKey(maria.rest, ['calls.read']);
      expect((await handshake(parley.url, ...sendAs(key)).refused()).data?.code).toBe(code);
    });
  });

  /** Sends headers as they are, repeated ones included. */
  function rawGet(key: string | string[]): Promise<{ status?: number; code?: string }> {
    return new Promise((resolve, reject) => {
      const options = { headers: { 'x-api-key': key }, agent: false as const };
      request(`${parley.url}/api/v1/calls`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { code } = JSON.parse(Buffer.concat(chunks).toString()) as ProblemBody;
          resolve({ status: response.statusCode, code });
        });
      })
        .on('error', reject)
        .end();
    });
  }
});
