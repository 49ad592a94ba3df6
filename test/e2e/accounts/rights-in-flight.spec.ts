import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { uuidv7 } from '../../../src/core/database/ids';
import { rolePermissions } from '../../../src/core/access/permissions';
import { Account, makeAccount, openSession } from '../../support/accounts';
import { makeKey, withKey } from '../../support/api-keys';
import { startTestApp, TestApp } from '../../support/app';
import { overtaking } from '../../support/blocked';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { deadline, waitFor } from '../../support/wait-for';

const BEGUN = 5;

describe('rights that end while a request is on its way', () => {
  let parley: TestApp;
  let boss: Account;
  let people = 0;
  const sockets: Socket[] = [];
  const arrived: IncomingMessage[] = [];

  beforeAll(async () => {
    parley = await startTestApp({ REVOCATION_POLL_MS: '200' });
    parley.app.getHttpServer().on('request', (request: IncomingMessage) => arrived.push(request));
    boss = await makeAccount(parley, 'boss', 'admin');
  }, 60_000);
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => parley.close());

  const admin = () => makeAccount(parley, `admin-${++people}`, 'admin');
  const user = (username: string, role = 'admin') => ({
    ...{ username, email: `${username}@example.com`, password: 'correct horse battery', role },
  });

  describe('are gone when its body has come', () => {
    it('of a session', async () => {
      const caller = await admin();
      const tokens = { authorization: `Bearer ${caller.token}` };
      const requests = await Promise.all([
        begin('/users', user('heir'), tokens),
        begin('/auth/api-keys', { name: 'heirloom', permissions: ['calls.read'] }, tokens),
        begin('/calls', { externalId: 'inherited' }, tokens),
      ]);
      expectStatus(await boss.rest.patch(`/users/${caller.id}/role`, { role: 'viewer' }), 200);
      await waitFor('the end of the session', async () => (await caller.rest.get('/auth/me')).status === 401);
      for (const request of requests) expect(await request.finish()).toMatch(/^HTTP\/1.1 401 .*"code":"auth.invalid"/s);
      expect(await countRows(parley.database, `users WHERE username = 'heir'`)).toBe(0);
      expect(await countRows(parley.database, `api_keys WHERE name = 'heirloom'`)).toBe(0);
      expect(await countRows(parley.database, `calls WHERE external_id = 'inherited'`)).toBe(0);
    });

    it.each([
      ['a key that is revoked', 401, (_: Account, id: string) => boss.rest.delete(`/auth/api-keys/${id}`)],
      [
        'the key of a demoted owner',
        403,
        ({ id }: Account) => boss.rest.patch(`/users/${id}/role`, { role: 'viewer' }),
      ],
    ])('of %s', async (what, status, end) => {
      const owner = await admin();
      const { key, id } = await makeKey(owner.rest, ['calls.write', 'calls.delete']);
      const request = await begin('/calls', { externalId: what }, { 'x-api-key': key });
      expect((await end(owner, id)).status).toBeLessThan(300);
      const statusNow = async () => (await withKey(parley.url, key, 'DELETE', `/calls/${id}`)).status;
      await waitFor('the end of its rights', statusNow, 5_000, (seen) => seen === status);
      expect(await request.finish()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(await countRows(parley.database, `calls WHERE external_id = '${what}'`)).toBe(0);
    });
  });

  describe('give no access that is stored afterwards', () => {
    const acts: [string, (rest: RestClient, id: string) => Promise<Answer>][] = [
      ['an API key', (rest) => rest.post('/auth/api-keys', { name: 'late', permissions: ['calls.read'] })],
      ['a user', (rest) => rest.post('/users', user('late'))],
      ['a change of a user', (rest, id) => rest.patch(`/users/${id}`, { name: 'Late' })],
      ['a change of a role', (rest, id) => rest.patch(`/users/${id}/role`, { role: 'analyst' })],
      ['the deletion of a user', (rest, id) => rest.delete(`/users/${id}`)],
    ];
    const everybody = () => runSql(parley.database, 'SELECT * FROM users ORDER BY id');

    it.each(acts)('%s, when the session ends at the same moment', async (_, act) => {
      const caller = await admin();
      const other = await makeAccount(parley, `other-${++people}`, 'user');
      const before = await everybody();
      const end = 'UPDATE sessions SET ended_at = now() WHERE id = $1';
      const answer = await overtaking(parley.database, [[end, [caller.sessionId]]], () => act(caller.rest, other.id));
      expectProblem(answer, 401, 'auth.invalid');
      expect(await everybody()).toEqual(before);
      expect(await countRows(parley.database, `api_keys WHERE user_id = '${caller.id}'`)).toBe(0);
    });

    it('a password, when the session has ended', async () => {
      const password = 'correct horse battery';
      const { id } = expectStatus(await boss.rest.post<{ id: string }>('/users', user('forgetful')), 201);
      const { rest, sessionId } = await openSession(parley, { id, username: 'forgetful', role: 'admin' });
      await runSql(parley.database, 'UPDATE sessions SET ended_at = now() WHERE id = $1', [sessionId]);
      const passwords = { currentPassword: password, newPassword: 'another horse battery' };
      expectProblem(await rest.post('/auth/change-password', passwords), 401, 'auth.invalid');
      await RestClient.signIn(parley.url, 'forgetful', password);
    });

    it.each([
      ['revoked', 401, 'auth.invalid', 'UPDATE api_keys SET revoked_at = now() WHERE user_id = $1'],
      ['left by the role of its owner', 403, 'auth.forbidden', `UPDATE users SET role = 'analyst' WHERE id = $1`],
    ])('a user, when the key is %s at the same moment', async (_, status, code, end) => {
      const owner = await admin();
      const { key } = await makeKey(owner.rest, ['users.manage', ...rolePermissions.viewer]);
      const create = () => withKey(parley.url, key, 'POST', '/users', user('late', 'viewer'));
      expectProblem(await overtaking(parley.database, [[end, [owner.id]]], create), status, code);
      expect(await countRows(parley.database, `users WHERE username = 'late'`)).toBe(0);
    });
  });

  /** Sends the head of a POST and the first bytes of its body, and the others when it is told to. */
  async function begin(path: string, body: object, headers: Record<string, string>) {
    const bytes = JSON.stringify(body);
    const { hostname, port, host } = new URL(parley.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    const id = uuidv7();
    const lines = { host, ...headers, 'x-correlation-id': id, 'content-type': 'application/json', connection: 'close' };
    const head = Object.entries({ ...lines, 'content-length': bytes.length }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const parts: string[] = [];
    const answer = new Promise<string>((resolve, reject) => {
      socket.on('data', (chunk) => parts.push(chunk.toString()));
      socket.on('error', reject).on('close', () => resolve(parts.join('')));
    });
    socket.write(`POST /api/v1${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${bytes.slice(0, BEGUN)}`);
    const reading = () => arrived.find((request) => request.headers['x-correlation-id'] === id)?.listenerCount('data');
    await waitFor('its body to be read', reading);
    return {
      finish: () => {
        socket.write(bytes.slice(BEGUN));
        return deadline('the answer', answer, 5_000, () => parts.join(''));
      },
    };
  }
});
