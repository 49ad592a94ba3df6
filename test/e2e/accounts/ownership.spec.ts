import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestApp, TestApp } from '../../support/app';
import { storeJob } from '../../support/orderable-jobs';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';

const PASSWORD = 'a long way to the lighthouse';

interface Person {
  client: RestClient;
  sessionId: string;
  keyId: string;
  key: string;
  bulkId: string;
  /** Waits for much later. */
  openJobId: string;
  failedJobId: string;
  endedJobId: string;
}

interface Listed {
  items: { id: string; current?: boolean }[];
}

/** Routes that name one object of its owner, and which object; a new one has to be added here. */
const OWNED: [name: string, idOf: (owner: Person) => string][] = [
  ['DELETE /api/v1/auth/sessions/{id}', ({ sessionId }) => sessionId],
  ['DELETE /api/v1/auth/api-keys/{id}', ({ keyId }) => keyId],
  ['DELETE /api/v1/jobs/{id}', ({ endedJobId }) => endedJobId],
  ['POST /api/v1/jobs/{id}/retry', ({ failedJobId }) => failedJobId],
  ['POST /api/v1/jobs/{id}/cancel', ({ openJobId }) => openJobId],
  ['GET /api/v1/jobs/{id}', ({ openJobId }) => openJobId],
  ['GET /api/v1/jobs/{id}/status', ({ openJobId }) => openJobId],
  ['GET /api/v1/jobs/{id}/progress', ({ openJobId }) => openJobId],
  ['GET /api/v1/calls/bulk/{id}/rejections', ({ bulkId }) => bulkId],
];

/** Ways to write an id that may slip past a comparison of texts. */
const SPELLINGS: [name: string, spell: (id: string) => string][] = [
  ['as it is', (id) => id],
  ['in capitals', (id) => id.toUpperCase()],
  ['percent-encoded', (id) => [...id].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('')],
];

describe('what belongs to somebody else', () => {
  let parley: TestApp;
  let maria: Person;
  let otto: Person;

  beforeAll(async () => {
    parley = await startTestApp();
    [maria, otto] = [await person('maria'), await person('otto')];
  }, 60_000);
  afterAll(() => parley.close());

  it('is tried on every route that names an object of its owner', () => {
    const file = join(__dirname, '../../contract/openapi.json');
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
      paths: Record<string, Record<string, { 'x-permission': string }>>;
    };
    const owned = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, operation]) => path.includes('{') && operation['x-permission'].endsWith('.own'))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    expect(owned.sort()).toEqual(OWNED.map(([name]) => name).sort());
  });

  const attempts = OWNED.flatMap(([name, idOf]) => SPELLINGS.map((spelling) => [name, ...spelling, idOf] as const));
  it.each(attempts)('is not found by %s with the id %s', async (name, _, spell, idOf) => {
    const [method = '', path = ''] = name.replace('/api/v1', '').split(' ');
    const answer = await otto.client.send(method, path.replace('{id}', spell(idOf(maria))), {});
    expect(answer.status).toBe(404);
    const nothing = await otto.client.send(method, path.replace('{id}', '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d'), {});
    // Nothing tells an id that belongs to somebody from one that belongs to nobody.
    expect(withoutTrace(answer.body)).toEqual(withoutTrace(nothing.body));
  });

  it.each(['/auth/sessions', '/auth/api-keys', '/jobs'])(
    'is not in the list %s, whatever is asked for',
    async (path) => {
      const ids = [maria.sessionId, maria.keyId, maria.openJobId, maria.failedJobId, maria.endedJobId];
      const list = expectStatus(await otto.client.get<Listed>(path), 200);
      expect(list.items.filter(({ id }) => ids.includes(id))).toEqual([]);
      const owner = expectStatus(await maria.client.get<{ id: string }>('/auth/me'), 200);
      for (const query of [
        `userId=${owner.id}`,
        `creator=${owner.id}`,
        'creator=system',
        `ownerId=${owner.id}`,
        `user_id=${owner.id}`,
      ]) {
        const answer = await otto.client.get(`${path}?${query}`);
        expect([400, 403]).toContain(answer.status);
      }
    },
  );

  it('cannot be read or changed by the routes of admins', async () => {
    const { id } = expectStatus(await maria.client.get<{ id: string }>('/auth/me'), 200);
    const answers = [
      await otto.client.get(`/users/${id}`),
      await otto.client.patch(`/users/${id}`, { name: 'Otto' }),
      await otto.client.patch(`/users/${id}/role`, { role: 'viewer' }),
      await otto.client.delete(`/users/${id}`),
    ];
    answers.forEach((answer) => expectProblem(answer, 403, 'auth.forbidden'));
  });

  it('is unharmed afterwards', async () => {
    const sessions = expectStatus(await maria.client.get<Listed>('/auth/sessions'), 200);
    expect(sessions.items).toContainEqual(expect.objectContaining({ id: maria.sessionId, current: true }));
    const byKey = await new RestClient(parley.url).get('/calls', { headers: { 'x-api-key': maria.key } });
    expectStatus(byKey, 200);
  });

  it('is found by its owner, by each of those routes', async () => {
    for (const [name, idOf] of [...OWNED].reverse()) {
      const [method = '', path = ''] = name.replace('/api/v1', '').split(' ');
      const sent = path.replace('{id}', idOf(maria));
      const { status } = await (method === 'GET' ? maria.client.download(sent) : maria.client.send(method, sent, {}));
      expect([200, 202, 204]).toContain(status);
    }
  });

  async function person(username: string): Promise<Person> {
    const anyone = new RestClient(parley.url);
    const account = { username, email: `${username}@example.com`, password: PASSWORD };
    expectStatus(await anyone.post('/auth/register', account), 201);
    const client = await RestClient.signIn(parley.url, username, PASSWORD);
    const { items } = expectStatus(await client.get<Listed>('/auth/sessions'), 200);
    const asked = { name: 'dialer', permissions: ['calls.read'] };
    const made = expectStatus(await client.post<{ id: string; key: string }>('/auth/api-keys', asked), 201);
    const sessionId = items.find(({ current }) => current)?.id ?? '';
    const { id: created_by } = expectStatus(await client.get<{ id: string }>('/auth/me'), 200);
    const job = (columns: object) => storeJob(parley.database, { created_by, type: 'system.check', ...columns });
    return {
      ...{ client, sessionId, keyId: made.id, key: made.key, openJobId: await job({}) },
      bulkId: await job({ type: 'calls.bulk_ingest', status: 'failed' }),
      ...{ failedJobId: await job({ status: 'failed' }), endedJobId: await job({ status: 'succeeded' }) },
    };
  }
});

function withoutTrace(body: unknown): unknown {
  const { correlationId: _correlationId, instance: _instance, detail, ...rest } = body as Record<string, unknown>;
  return { ...rest, detail: String(detail).replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i, 'ID') };
}
