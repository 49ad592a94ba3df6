import { CurrentRights } from '../../../src/core/access/rights/current-rights';
import { Permission, roles } from '../../../src/core/access/permissions';
import { Revocations } from '../../../src/core/access/rights/revocations';
import { uuidv7 } from '../../../src/core/database/ids';
import { UserDto } from '../../../src/modules/users/dto/user.dto';
import { UserAdministrationService } from '../../../src/modules/users/user-administration.service';
import { keyPrincipal, makeAccount, openSession } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(20_000);

const password = 'correct horse battery';
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

describe('users', () => {
  let parley: TestApp;
  let admin: RestClient;

  beforeAll(async () => {
    parley = await startTestApp({ REGISTRATION: 'closed' });
    admin = (await makeAccount(parley, 'boss', 'admin')).rest;
  }, 60_000);
  afterAll(() => parley.close());

  let made = 0;
  const named = (username: string) => ({ username, email: `${username}@example.com`, password, role: 'user' });
  const someone = (role: (typeof roles)[number] = 'user') => makeAccount(parley, `someone-${++made}`, role);
  const create = (body: object) => admin.post<UserDto>('/users', body);
  const stored = async (id: string) => (await runSql(parley.database, 'SELECT * FROM users WHERE id = $1', [id]))[0];
  const audited = (id: string) =>
    runSql<{ action: string; outcome: string; details: object }>(
      parley.database,
      'SELECT action, outcome, details FROM audit_entries WHERE target_id = $1 ORDER BY at, id',
      [id],
    );
  const liveSessions = (id: string) =>
    countRows(parley.database, `sessions WHERE user_id = '${id}' AND ended_at IS NULL`);

  describe('creating', () => {
    it('makes a user who can sign in, though registration is closed, and notes it', async () => {
      const user = expectStatus(await create({ ...named('maria'), role: 'analyst', name: 'Maria Lopez' }), 201);
      const time = expect.stringMatching(/Z$/) as string;
      expect(user).toEqual({
        id: expect.any(String) as string,
        username: 'maria',
        email: 'maria@example.com',
        name: 'Maria Lopez',
        role: 'analyst',
        active: true,
        createdAt: time,
        updatedAt: time,
        lastLoginAt: null,
      });
      const maria = await RestClient.signIn(parley.url, 'maria', password);
      expect(expectStatus(await maria.get<{ role: string }>('/auth/me'), 200).role).toBe('analyst');
      expect(expectStatus(await admin.get(`/users/${user.id}`), 200)).toMatchObject({ id: user.id });
      expect(await audited(user.id)).toEqual(
        expect.arrayContaining([
          { action: 'user.create', outcome: 'ok', details: { username: 'maria', role: 'analyst' } },
        ]),
      );
    });

    it.each([
      ['id', { id: uuidv7() }, 'is not a known field'],
      ['createdAt', { createdAt: '2020-01-01T00:00:00Z' }, 'is not a known field'],
      ['active', { active: false }, 'is not a known field'],
      ['passwordHash', { passwordHash: 'x' }, 'is not a known field'],
      ['role', { role: 'root' }, 'must be one of viewer, user, analyst, admin'],
      ['role', { role: ['admin'] }, 'must be one of viewer, user, analyst, admin'],
      ['role', { role: undefined }, 'is required'],
      ['role', { role: 'constructor' }, 'must be one of viewer, user, analyst, admin'],
      ['email', { email: null }, 'must be an e-mail address'],
      ['name', { name: ' ' }, 'must not be blank'],
      ['name', { name: 'a\0b' }, expect.any(String) as string],
      ['password', { password: 'password1' }, 'is one of the most common passwords'],
      ['password', { password: 'eve-eve-eve' }, expect.stringMatching(/^must not be mostly/) as string],
    ])('refuses the %s of %j', async (field, change, message) => {
      const problem = expectProblem(await create({ ...named('eve'), ...change }), 400, 'request.invalid');
      expect(problem.errors).toEqual([{ field, message }]);
      expect(await countRows(parley.database, `users WHERE username = 'eve'`)).toBe(0);
    });

    it('refuses the name and the address of somebody else, whatever their capitals', async () => {
      expectStatus(await create(named('Ada')), 201);
      expectProblem(await create({ ...named('new-ada'), username: 'aDA' }), 409, 'users.taken');
      expectProblem(await create({ ...named('new-ada'), email: 'ADA@example.com' }), 409, 'users.taken');
    });
  });

  describe('changing', () => {
    it('renames without ending anything, and clears the name', async () => {
      const user = await someone();
      const renamed = expectStatus(await admin.patch<UserDto>(`/users/${user.id}`, { name: 'Zoë' }), 200);
      expect(renamed).toMatchObject({ id: user.id, name: 'Zoë', active: true });
      expectStatus(await admin.patch(`/users/${user.id}`, { name: null }), 200);
      expectStatus(await user.rest.get('/auth/me'), 200);
      expect(await liveSessions(user.id)).toBe(1);
      const note = { action: 'user.update', outcome: 'ok', details: { username: user.username, renamed: true } };
      expect(await audited(user.id)).toEqual([note, note]);
    });

    it('deactivates: no session stays and none begins, until the user is activated again', async () => {
      const user = expectStatus(await create(named('leaver')), 201);
      const { rest: leaver } = await openSession(parley, user);
      expectStatus(await admin.patch(`/users/${user.id}`, { active: false }), 200);
      expectProblem(await untilRefused(leaver), 401, 'auth.invalid');
      expect(await liveSessions(user.id)).toBe(0);
      await expect(RestClient.signIn(parley.url, 'leaver', password)).rejects.toThrow('auth.wrong_credentials');
      expectStatus(await admin.patch(`/users/${user.id}`, { active: true }), 200);
      expectStatus(await (await RestClient.signIn(parley.url, 'leaver', password)).get('/auth/me'), 200);
      expectProblem(await leaver.get('/auth/me'), 401, 'auth.invalid');
      const details = (await audited(user.id))
        .filter(({ action }) => action === 'user.update')
        .map((row) => row.details);
      expect(details).toEqual([
        { username: 'leaver', active: false },
        { username: 'leaver', active: true },
      ]);
    });

    it('changes the role, which ends what the old role allowed', async () => {
      const user = await someone('analyst');
      const changed = expectStatus(await admin.patch<UserDto>(`/users/${user.id}/role`, { role: 'viewer' }), 200);
      expect(changed.role).toBe('viewer');
      expectProblem(await untilRefused(user.rest), 401, 'auth.invalid');
      expect(await countRows(parley.database, `sessions WHERE id = '${user.sessionId}' AND end_reason = 'role'`)).toBe(
        1,
      );
      expect(await audited(user.id)).toEqual([
        {
          action: 'user.role_change',
          outcome: 'ok',
          details: { username: user.username, from: 'analyst', to: 'viewer' },
        },
      ]);
    });

    it('that changes nothing ends nothing, is not noted and leaves the row as it was', async () => {
      const user = await someone();
      const before = await stored(user.id);
      expectStatus(await admin.patch(`/users/${user.id}`, { active: true, name: null }), 200);
      expectStatus(await admin.patch(`/users/${user.id}/role`, { role: 'user' }), 200);
      expect(await stored(user.id)).toEqual(before);
      expect(await liveSessions(user.id)).toBe(1);
      expect(await countRows(parley.database, `revocations WHERE subject_id = '${user.id}'`)).toBe(0);
      expect(await audited(user.id)).toEqual([]);
    });

    it.each([
      ['', {}, '', 'must hold at least one of active and name'],
      ['', { role: 'admin' }, 'role', 'is not a known field'],
      ['', { password }, 'password', 'is not a known field'],
      ['', { id: uuidv7() }, 'id', 'is not a known field'],
      ['', { username: 'other' }, 'username', 'is not a known field'],
      ['', { active: null }, 'active', 'must be true or false'],
      ['', { active: 'false' }, 'active', 'must be true or false'],
      ['', { name: '' }, 'name', expect.any(String) as string],
      ['/role', {}, 'role', 'is required'],
      ['/role', { role: 'user', active: true }, 'active', 'is not a known field'],
      ['/role', { role: 'Admin' }, 'role', 'must be one of viewer, user, analyst, admin'],
    ])('refuses PATCH %s with %j', async (path, body, field, message) => {
      const user = await someone();
      const before = await stored(user.id);
      const problem = expectProblem(await admin.patch(`/users/${user.id}${path}`, body), 400, 'request.invalid');
      expect(problem.errors).toEqual([{ field, message }]);
      expect(await stored(user.id)).toEqual(before);
    });

    it.each(PROTOTYPE_KEYS)('refuses the key %s in every body', async (key) => {
      const user = await someone();
      const before = await stored(user.id);
      const [method, other] = [`{"${key}": {"role": "admin"}, `, `/users/${user.id}`];
      const bodies = [
        admin.patch(other, `${method}"name": "Eve"}`),
        admin.patch(`${other}/role`, `${method}"role": "viewer"}`),
        admin.post('/users', `${method}${JSON.stringify(named('proto')).slice(1)}`),
      ];
      for (const answer of await Promise.all(bodies)) expectProblem(answer, 400, 'request.invalid');
      expect(await stored(user.id)).toEqual(before);
      expect(await countRows(parley.database, `users WHERE username = 'proto'`)).toBe(0);
    });
  });

  describe('deleting', () => {
    it('takes sessions and keys along, keeps the agent, and tells every instance', async () => {
      const user = await someone();
      const key = uuidv7();
      await runSql(
        parley.database,
        `INSERT INTO api_keys (id, user_id, name, prefix, hash, permissions, expires_at)
         VALUES ($1, $2, 'k', 'p', decode(md5(random()::text), 'hex'), '{calls.read}', now() + interval '1 day')`,
        [key, user.id],
      );
      const agent = [uuidv7(), user.id];
      await runSql(
        parley.database,
        `INSERT INTO agents (id, external_id, name, user_id) VALUES ($1, 'linked', 'Linked', $2)`,
        agent,
      );
      expectStatus(await admin.delete(`/users/${user.id}`), 204);
      expectProblem(await untilRefused(user.rest), 401, 'auth.invalid');
      expectProblem(await admin.get(`/users/${user.id}`), 404, 'users.not_found');
      expect(await countRows(parley.database, `agents WHERE external_id = 'linked' AND user_id IS NULL`)).toBe(1);
      expect(await countRows(parley.database, `sessions WHERE user_id = '${user.id}'`)).toBe(0);
      expect(await countRows(parley.database, `api_keys WHERE id = '${key}'`)).toBe(0);
      const ended = await runSql<{ kind: string }>(
        parley.database,
        'SELECT kind FROM revocations WHERE subject_id = ANY ($1) ORDER BY kind',
        [[user.id, user.sessionId]],
      );
      expect(ended).toEqual([{ kind: 'session' }, { kind: 'user' }]);
      expect(await audited(user.id)).toEqual([
        { action: 'user.delete', outcome: 'ok', details: { username: user.username, role: 'user' } },
      ]);
    });

    it('lets somebody else have the name', async () => {
      const first = expectStatus(await create(named('reborn')), 201);
      expectStatus(await admin.delete(`/users/${first.id}`), 204);
      expect(expectStatus(await create(named('reborn')), 201).id).not.toBe(first.id);
    });
  });

  describe('who may', () => {
    const verbs = (rest: RestClient, id: string) => [
      () => rest.get('/users'),
      () => rest.get(`/users/${id}`),
      () => rest.post('/users', named('intruder')),
      () => rest.patch(`/users/${id}`, { active: false }),
      () => rest.patch(`/users/${id}/role`, { role: 'admin' }),
      () => rest.delete(`/users/${id}`),
    ];

    it.each(['viewer', 'user', 'analyst'] as const)('is no %s, on himself or others', async (role) => {
      const [caller, other] = [await someone(role), await someone()];
      const before = [await stored(caller.id), await stored(other.id)];
      for (const id of [caller.id, other.id, uuidv7()]) {
        for (const act of verbs(caller.rest, id)) expectProblem(await act(), 403, 'auth.forbidden');
      }
      expect([await stored(caller.id), await stored(other.id)]).toEqual(before);
    });

    it('is nobody without a token', async () => {
      for (const act of verbs(new RestClient(parley.url), uuidv7())) expectProblem(await act(), 401, 'auth.required');
    });

    it('learns of unknown and malformed ids', async () => {
      const [, ...onOne] = verbs(admin, uuidv7());
      for (const act of onOne.filter((_, n) => n !== 1)) expectProblem(await act(), 404, 'users.not_found');
      for (const id of ['1', 'me', `${uuidv7()}0`, '%00']) {
        const [, ...malformed] = verbs(admin, id);
        for (const act of malformed.filter((_, n) => n !== 1)) expectProblem(await act(), 400, 'request.invalid');
      }
    });

    describe('with an API key', () => {
      const manage = (...more: Permission[]) => keyPrincipal(parley, ['users.manage', ...more]);
      const viewerRights: Permission[] = [
        'account.own',
        'calls.read',
        'analytics.read',
        'query.ask',
        'dashboards.own',
        'notifications.own',
        'rooms.join',
        'chat.use',
      ];
      const service = () => parley.app.get(UserAdministrationService);
      const forbidden = { type: { code: 'auth.forbidden' } };

      it('makes and changes nobody who may more than the key', async () => {
        const [boss, user] = [await someone('admin'), await someone()];
        await someone('admin');
        const before = [await stored(boss.id), await stored(user.id)];
        const key = await manage(...viewerRights);
        const { id } = user;
        const powerless = await manage();
        const attempts = [
          service().create({ ...named('raised'), role: 'user' }, key),
          service().changeRole(id, 'admin', key),
          service().changeRole(id, 'viewer', key),
          service().update(boss.id, { active: false }, key),
          service().update(boss.id, { name: 'Fool' }, key),
          service().changeRole(boss.id, 'viewer', key),
          service().delete(boss.id, key),
          service().delete(id, powerless),
        ];
        for (const attempt of attempts) await expect(attempt).rejects.toMatchObject(forbidden);
        expect([await stored(boss.id), await stored(user.id)]).toEqual(before);
        expect(await countRows(parley.database, `users WHERE username = 'raised'`)).toBe(0);
      });

      it('does all that to whoever may no more than the key', async () => {
        const key = await manage(...viewerRights);
        const { id } = await service().create({ ...named('guest'), role: 'viewer' }, key);
        expect(await service().update(id, { active: false, name: 'Guest' }, key)).toMatchObject({ active: false });
        expect(await service().changeRole(id, 'viewer', key)).toMatchObject({ role: 'viewer' });
        await service().delete(id, key);
      });
    });
  });

  describe('what a user may now', () => {
    it('is what his role allows, for as long as he is active and there', async () => {
      const rights = parley.app.get(CurrentRights);
      const user = await someone('analyst');
      expect((await rights.of(user.id))?.permissions.has('analytics.export')).toBe(true);
      expectStatus(await admin.patch(`/users/${user.id}/role`, { role: 'viewer' }), 200);
      const now = await rights.of(user.id);
      expect({ role: now?.role, exports: now?.permissions.has('analytics.export') }).toEqual({
        role: 'viewer',
        exports: false,
      });
      expectStatus(await admin.patch(`/users/${user.id}`, { active: false }), 200);
      expect(await rights.of(user.id)).toBeUndefined();
      expectStatus(await admin.patch(`/users/${user.id}`, { active: true }), 200);
      expect(await rights.of(user.id)).toMatchObject({ role: 'viewer' });
      expectStatus(await admin.delete(`/users/${user.id}`), 204);
      expect(await rights.of(user.id)).toBeUndefined();
      expect(await rights.of(uuidv7())).toBeUndefined();
    });
  });

  it('tell nothing of their names where registration is closed', async () => {
    expectStatus(await create(named('known')), 201);
    const register = async (username: string) => {
      const { username: name, email } = named(username);
      const answer = await new RestClient(parley.url).post('/auth/register', { username: name, email, password });
      const { correlationId: _, ...told } = expectProblem(answer, 403, 'auth.registration_closed');
      return told;
    };
    expect(await register('known')).toEqual(await register('unknown'));
  });

  async function untilRefused(rest: RestClient) {
    await parley.app.get(Revocations).refresh();
    return waitFor(
      'the token to be refused',
      () => rest.get('/auth/me'),
      5_000,
      ({ status }) => status === 401,
    );
  }
});
