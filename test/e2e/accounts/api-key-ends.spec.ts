import { ApiKeyLookupRepository } from '../../../src/core/access/keys/api-key-lookup.repository';
import { newApiKey } from '../../../src/core/access/keys/api-key-secret';
import { ApiKeyUses } from '../../../src/core/access/keys/api-key-uses';
import { Revocations } from '../../../src/core/access/rights/revocations';
import { uuidv7 } from '../../../src/core/database/ids';
import { Account, makeAccount } from '../../support/accounts';
import { makeKey, withKey } from '../../support/api-keys';
import { startTestApp, TestApp } from '../../support/app';
import { expectProblem, expectStatus } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';
import { closeClients, TestClient } from '../realtime/test-client';

interface Listed {
  items: { id: string; lastUsedAt: string | null }[];
}

const LIMIT_MS = 5_000;
const KEYS = '/auth/api-keys';

describe('the ends of API keys, and what looking them up costs', () => {
  let parley: TestApp;
  let other: TestApp;
  let admin: Account;
  let maria: Account;
  let people = 0;

  beforeAll(async () => {
    parley = await startTestApp();
    other = await startTestApp({}, parley.database);
    admin = await makeAccount(parley, 'keys-admin', 'admin');
    maria = await makeAccount(parley, 'maria', 'user');
  }, 60_000);
  afterEach(() => {
    jest.restoreAllMocks();
    closeClients();
  });
  afterAll(async () => {
    await other.close();
    await parley.close();
  });

  const somebody = () => makeAccount(parley, `somebody-${++people}`, 'analyst');
  const use = (key: string, path = '/calls', url = parley.url) => withKey(url, key, 'GET', path);
  const statusOn = async (url: string, key: string, path?: string) => (await use(key, path, url)).status;
  const becomes = (status: number, key: string, path?: string) =>
    Promise.all(
      [parley.url, other.url].map((url) =>
        waitFor(
          `${status} from ${url}`,
          () => statusOn(url, key, path),
          LIMIT_MS,
          (seen) => seen === status,
        ),
      ),
    );
  const handshake = (url: string, auth: object, options: object = {}) =>
    new TestClient(url, '/calls', { auth, ...options });

  describe('they end', () => {
    it('when they are revoked, on every instance, over REST and sockets', async () => {
      const { id, key } = await makeKey(maria.rest, ['calls.read']);
      expect([await statusOn(parley.url, key), await statusOn(other.url, key)]).toEqual([200, 200]);
      expectStatus(await maria.rest.delete(`${KEYS}/${id}`), 204);
      expectProblem(await use(key), 401, 'auth.invalid');
      await becomes(401, key);
      expect((await handshake(other.url, { apiKey: key }).refused()).data?.code).toBe('auth.invalid');
      const trail = await runSql(
        parley.database,
        `SELECT actor_id, target_id, details FROM audit_entries WHERE action = 'key.revoke' AND target_id = $1`,
        [id],
      );
      expect(trail).toEqual([{ actor_id: maria.id, target_id: id, details: { ownerId: maria.id } }]);
    });

    it('with their time, also while they are used', async () => {
      const { id, key } = await makeKey(maria.rest, ['calls.read']);
      const end = `UPDATE api_keys SET expires_at = now() + make_interval(secs => $2) WHERE id = $1`;
      await runSql(parley.database, end, [id, 1]);
      expectStatus(await use(key), 200);
      await waitFor(
        'the end of the key',
        () => statusOn(parley.url, key),
        LIMIT_MS,
        (status) => status === 401,
      );
      expectProblem(await use(key), 401, 'auth.expired');
      expectProblem(await use(key, '/calls', other.url), 401, 'auth.expired');
      expect((await handshake(parley.url, { apiKey: key }).refused()).data?.code).toBe('auth.expired');
    });

    it('in part with a lower role of their owner, and wholly when he is deactivated or deleted', async () => {
      const owner = await somebody();
      const { key } = await makeKey(owner.rest, [
        'calls.read',
        'analytics.export',
        'files.own',
        'account.own',
        'jobs.own',
        'calls.write',
      ]);
      const call = () =>
        withKey(other.url, key, 'POST', '/calls', { externalId: uuidv7(), agent: { externalId: 'a' } });
      expectStatus(await call(), 201);
      expect([await statusOn(parley.url, key), await statusOn(other.url, key)]).toEqual([200, 200]);

      expectStatus(await admin.rest.patch(`/users/${owner.id}/role`, { role: 'viewer' }), 200);
      await waitFor(
        'the end of calls.write',
        async () => (await call()).status,
        LIMIT_MS,
        (status) => status === 403,
      );
      await becomes(200, key);

      expectStatus(await admin.rest.patch(`/users/${owner.id}`, { active: false }), 200);
      await becomes(401, key);
      expectProblem(await use(key), 401, 'auth.invalid');

      expectStatus(await admin.rest.patch(`/users/${owner.id}`, { active: true }), 200);
      await waitFor(
        'the key of an active owner',
        () => statusOn(parley.url, key),
        10_000,
        (status) => status === 200,
      );
      expectStatus(await admin.rest.delete(`/users/${owner.id}`), 204);
      await becomes(401, key);
    });

    it('even when the row was read before the ending and arrives after it', async () => {
      const owner = await somebody();
      const { key } = await makeKey(owner.rest, ['calls.write']);
      const lookup = parley.app.get(ApiKeyLookupRepository);
      const read = lookup.findByDigest.bind(lookup);
      const reading = jest.spyOn(lookup, 'findByDigest').mockImplementationOnce(async (digest) => {
        const row = await read(digest);
        expectStatus(await admin.rest.patch(`/users/${owner.id}/role`, { role: 'viewer' }), 200);
        return row;
      });
      const call = { externalId: uuidv7(), agent: { externalId: 'a' } };
      expectProblem(await withKey(parley.url, key, 'POST', '/calls', call), 403, 'auth.forbidden');
      expect(reading).toHaveBeenCalledTimes(2);
    });

    it('in an honest "unavailable" while nobody knows what has ended', async () => {
      const { key } = await makeKey(maria.rest, ['calls.read']);
      expectStatus(await use(key), 200);
      jest.spyOn(parley.app.get(Revocations), 'isFresh', 'get').mockReturnValue(false);
      expectProblem(await use(key), 503, 'unavailable');
    });
  });

  describe('they are looked up', () => {
    const observed = () => jest.spyOn(parley.app.get(ApiKeyLookupRepository), 'findByDigest');

    it('once for many requests, one after the other or all at once', async () => {
      const { key } = await makeKey(maria.rest, ['calls.read']);
      const reading = observed();
      const together = await Promise.all(Array.from({ length: 30 }, () => statusOn(parley.url, key)));
      for (let i = 0; i < 20; i += 1) together.push(await statusOn(parley.url, key));
      expect(new Set(together)).toEqual(new Set([200]));
      expect(reading).toHaveBeenCalledTimes(1);
    });

    it('once for the same wrong key, and not without end for made-up ones, which harm no known key', async () => {
      const { key } = await makeKey(maria.rest, ['calls.read']);
      expectStatus(await use(key), 200);
      const wrong = newApiKey().text;
      const reading = observed();
      for (let i = 0; i < 20; i += 1) expect(await statusOn(parley.url, wrong)).toBe(401);
      expect(reading).toHaveBeenCalledTimes(1);
      const begun = performance.now();
      const answers = await Promise.all(Array.from({ length: 300 }, () => use(newApiKey().text)));
      const limited = answers.filter(({ status }) => status === 429);
      expect(limited.length).toBeGreaterThan(0);
      expect(limited[0]?.headers.get('retry-after')).toBe('1');
      expect(answers.filter(({ status }) => status === 401).length).toBe(300 - limited.length);
      expect(reading.mock.calls.length).toBeLessThan(105 + (20 * (performance.now() - begun)) / 1_000);
      expectStatus(await use(key), 200);
    });

    it('and tell when they were last used, roughly', async () => {
      const owner = await somebody();
      const { id, key } = await makeKey(owner.rest, ['calls.read']);
      const lastUse = async () => {
        await parley.app.get(ApiKeyUses).onModuleDestroy();
        const { items } = expectStatus(await owner.rest.get<Listed>(KEYS), 200);
        return items.find((one) => one.id === id)?.lastUsedAt;
      };
      expect(await lastUse()).toBeNull();
      expectStatus(await use(key), 200);
      const first = await lastUse();
      expect(Math.abs(Date.parse(first ?? '') - Date.now())).toBeLessThan(60_000);
      await parley.app.get(ApiKeyUses).onModuleDestroy();
      parley.app.get(ApiKeyUses).note(id);
      expect(await lastUse()).toBe(first);
      await runSql(parley.database, `UPDATE api_keys SET last_used_at = now() - interval '1 hour' WHERE id = $1`, [id]);
      parley.app.get(ApiKeyUses).note(id);
      expect(Date.parse((await lastUse()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
    });
  });
});
