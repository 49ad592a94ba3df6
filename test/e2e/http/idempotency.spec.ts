import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { Role } from '../../../src/core/access/permissions';
import { uuidv7 } from '../../../src/core/database/ids';
import { Database } from '../../../src/core/database/database';
import { KeptAnswersRepository } from '../../../src/core/http/idempotency/kept-answers.repository';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp } from '../../support/app';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { utterances } from '../../support/samples';
import { waitFor } from '../../support/wait-for';
import { send } from './raw-client';

const ORIGIN = 'https://app.example.com';
const DOCUMENT = 'WEBVTT\n\n00:00.000 --> 00:02.000\n<v Agent>Good morning, how can I help?\n';

describe('a request that creates, with an Idempotency-Key', () => {
  let parley: TestApp;
  let maria: string;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp({ CORS_ORIGINS: ORIGIN });
    maria = uuidv7();
    rest = new RestClient(parley.url, tokenOf(maria));
  }, 60_000);
  beforeEach(() => runSql(parley.database, 'TRUNCATE calls, idempotency_keys CASCADE'));
  // Timers of the application use the pool as well.
  afterEach(() =>
    waitFor('every connection to be given back', () => {
      const { total, idle, waiting } = parley.app.get(Database).usage();
      return idle === total && waiting === 0;
    }),
  );
  afterAll(() => parley.close());

  const tokenOf = (id: string, role: Role = 'user') =>
    parley.app.get(AccessTokens).issue({ id, username: 'maria', role }, uuidv7()).token;
  const create = (key: string, body: unknown = {}, as = rest, path = '/calls') =>
    as.post<CallDto>(path, body, { headers: { 'idempotency-key': key } });
  const importDocument = (key: string, query = '', document = DOCUMENT, type = 'text/vtt') =>
    rest.post(`/calls/import${query}`, document, { headers: { 'idempotency-key': key, 'content-type': type } });
  const stored = async () => ({
    calls: await countRows(parley.database, 'calls'),
    keys: await countRows(parley.database, 'idempotency_keys'),
  });
  const isReplay = ({ headers }: Answer) => headers.get('idempotency-replay');
  /** What a client acts on. */
  const essence = ({ status, headers, body }: Answer) => ({
    status,
    type: headers.get('content-type'),
    place: headers.get('location'),
    body: JSON.stringify(body),
  });

  it('creates once, and answers the repetition as it answered first, byte for byte', async () => {
    const key = randomUUID();
    const body = { customer: '+49 30 1234567', agent: { externalId: 'a-17' }, utterances: utterances(1, 3) };
    const first = await create(key, body);
    await runSql(parley.database, `UPDATE calls SET customer = 'changed since'`);
    const second = await create(key, body);
    expectStatus(first, 201);
    expect(essence(second)).toEqual(essence(first));
    expect(essence(first).place).toBe(`/api/v1/calls/${first.body.id}`);
    expect([isReplay(first), isReplay(second)]).toEqual([null, 'true']);
    expect(second.headers.get('x-correlation-id')).not.toBe(first.headers.get('x-correlation-id'));
    expect(await stored()).toEqual({ calls: 1, keys: 1 });
  });

  it('creates each time without one', async () => {
    for (const answer of [await rest.post('/calls', {}), await rest.post('/calls', {})]) {
      expectStatus(answer, 201);
      expect(isReplay(answer)).toBeNull();
    }
    expect(await stored()).toEqual({ calls: 2, keys: 0 });
  });

  it('repeats an import, which has read no document a second time', async () => {
    const key = randomUUID();
    const [first, second] = [await importDocument(key), await importDocument(key)];
    expectStatus(first, 201);
    expect(essence(second)).toEqual(essence(first));
    const dryRun = randomUUID();
    await importDocument(dryRun, '?dryRun=true');
    expect(isReplay(await importDocument(dryRun, '?dryRun=true'))).toBe('true');
    expect(await stored()).toEqual({ calls: 1, keys: 2 });
  });

  it('refuses another request under the key, and does nothing', async () => {
    const key = randomUUID();
    expectStatus(await create(key, { tags: ['a'] }), 201);
    const others = [
      await create(key, { tags: ['b'] }),
      await create(key, '{"tags": ["a"]}'),
      await create(key, { tags: ['a'] }, rest, '/calls?a=1'),
      await rest.post(
        '/calls',
        { tags: ['a'] },
        { headers: { 'idempotency-key': key, 'content-type': 'Application/JSON' } },
      ),
      await importDocument(key),
    ];
    for (const other of others) expectProblem(other, 422, 'idempotency.mismatch');
    expect(await stored()).toEqual({ calls: 1, keys: 1 });
  });

  it('belongs to its owner alone, whatever he signed in with', async () => {
    const key = randomUUID();
    const first = expectStatus(await create(key), 201);
    const other = expectStatus(await create(key, {}, new RestClient(parley.url, tokenOf(uuidv7()))), 201);
    expect(other.id).not.toBe(first.id);
    expect((await create(key, {}, new RestClient(parley.url, tokenOf(maria)))).body.id).toBe(first.id);
  });

  it('is answered only to who may still do it', async () => {
    const key = randomUUID();
    expectStatus(await create(key), 201);
    expectProblem(await create(key, {}, new RestClient(parley.url, tokenOf(maria, 'viewer'))), 403, 'auth.forbidden');
    expectProblem(await create(key, {}, new RestClient(parley.url)), 401, 'auth.required');
  });

  it.each([
    ['', 'empty'],
    ['a b', 'with a space'],
    ['clé', 'beyond ASCII'],
    ['k'.repeat(256), 'too long'],
  ])('is refused where its key cannot be one: %j, %s', async (key) => {
    const problem = expectProblem(await create(key), 400, 'request.invalid');
    expect(problem.errors).toEqual([
      { field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
    ]);
    expect(await stored()).toEqual({ calls: 0, keys: 0 });
  });

  it('takes the longest key, and just one', async () => {
    expectStatus(await create('~'.repeat(255)), 201);
    const { port } = new URL(parley.url);
    const headers = { authorization: `Bearer ${tokenOf(maria)}`, 'content-type': 'application/json' };
    const twice = { ...headers, 'idempotency-key': ['a', 'a'] as unknown as string };
    const { status, problem } = await send(Number(port), '/api/v1/calls', {
      method: 'POST',
      headers: twice,
      body: '{}',
    });
    expect({ status, errors: problem.errors }).toEqual({
      status: 400,
      errors: [{ field: 'Idempotency-Key', message: 'must be given only once' }],
    });
  });

  it('keeps no error: the corrected request passes under the same key', async () => {
    const key = randomUUID();
    expectStatus(await rest.post('/calls', { externalId: 'taken' }), 201);
    expectProblem(await create(key, { tags: 'none' }), 400, 'request.invalid');
    expectProblem(await create(key, { externalId: 'taken', tags: ['x'] }), 409, 'calls.external_id_taken');
    expectProblem(await importDocument(key, '', 'nothing known'), 422, 'import.unknown_format');
    expect(await stored()).toEqual({ calls: 1, keys: 0 });
    expect(isReplay(await create(key, { externalId: 'free' }))).toBeNull();
    expect(await stored()).toEqual({ calls: 2, keys: 1 });
  });

  it('creates once when twenty come at the same time', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(key, { tags: ['at once'] })));
    expect(new Set(answers.map((answer) => JSON.stringify(essence(answer)))).size).toBe(1);
    expect(answers.map(isReplay).sort()).toEqual([null, ...Array<string>(19).fill('true')]);
    expect(await stored()).toEqual({ calls: 1, keys: 1 });
  });

  it('is new again when it has expired, once for two at the same time, and is removed when nobody comes', async () => {
    const [key, forgotten, young] = [randomUUID(), randomUUID(), randomUUID()];
    const first = expectStatus(await create(key), 201);
    await create(forgotten);
    await runSql(parley.database, `UPDATE idempotency_keys SET expires_at = now() - interval '1 second'`);
    await create(young);
    const again = await Promise.all([create(key, { tags: ['other'] }), create(key, { tags: ['other'] })]);
    expect(again.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set([first.id, ...again.map(({ body }) => body.id)]).size).toBe(2);
    expect(await parley.app.get(KeptAnswersRepository).removeExpired(1_000)).toBe(1);
    expect(await stored()).toEqual({ calls: 4, keys: 2 });
    const [kept] = await runSql<{ hours: number }>(
      parley.database,
      'SELECT extract(epoch FROM min(expires_at) - now()) / 3600 AS hours FROM idempotency_keys',
    );
    expect(Number(kept?.hours)).toBeCloseTo(24, 1);
  });

  it('leaves nothing in the database that tells the answer, the key or the body', async () => {
    const key = 'a-key-that-nobody-guesses';
    const { id } = expectStatus(await create(key, { customer: 'Greta Garbo' }), 201);
    const rows = await runSql<{ row: string }>(
      parley.database,
      `SELECT row_to_json(k)::text || encode(body, 'escape') AS row FROM idempotency_keys k`,
    );
    expect(rows).toHaveLength(1);
    for (const secret of [key, 'Greta']) expect(rows[0]?.row).not.toContain(secret);
    expect(rows[0]?.row).toContain(`/api/v1/calls/${id}`);
  });

  describe('while another transaction is in its way', () => {
    let other: Client;

    beforeEach(async () => {
      other = new Client({ connectionString: parley.database.migrationUrl });
      await other.connect();
    });
    afterEach(() => other.end());

    it('carries out what its client did not wait for, and answers that to the repetition', async () => {
      const key = randomUUID();
      await other.query('BEGIN; LOCK TABLE calls IN SHARE MODE');
      const gone = new AbortController();
      const abandoned = fetch(`${parley.url}/api/v1/calls`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tokenOf(maria)}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: '{}',
        signal: gone.signal,
      });
      const refused = expect(abandoned).rejects.toThrow('abort');
      const waits = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'calls'::regclass`;
      await waitFor('the request to wait', async () => (await runSql(parley.database, waits)).length === 1);
      gone.abort();
      await refused;
      await other.query('COMMIT');
      const answer = await create(key);
      expectStatus(answer, 201);
      expect(isReplay(answer)).toBe('true');
      expect(await stored()).toEqual({ calls: 1, keys: 1 });
    });

    it('tells that the same is being done when that takes too long, and is carried out when that failed', async () => {
      await other.query('BEGIN');
      await other.query(
        `INSERT INTO idempotency_keys (owner_id, key_hash, request_digest, expires_at)
         VALUES ($1, sha256('slow'), '', now() + interval '1 day')`,
        [maria],
      );
      const answer = await create('slow');
      expectProblem(answer, 409, 'idempotency.in_progress');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      const next = create('slow');
      await other.query('ROLLBACK');
      expectStatus(await next, 201);
      expect(await stored()).toEqual({ calls: 1, keys: 1 });
    }, 15_000);
  });

  it('may be sent by the pages of the allowed origins, which may see that it was a repetition', async () => {
    const asked = { origin: ORIGIN, 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${parley.url}/api/v1/calls`, { method: 'OPTIONS', headers: asked });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    const answer = await fetch(`${parley.url}/api/v1/calls`, { headers: { origin: ORIGIN } });
    expect(answer.headers.get('access-control-expose-headers')).toContain('Idempotency-Replay');
  });
});
