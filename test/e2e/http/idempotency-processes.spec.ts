import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp, testRedisUrl } from '../../support/app';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { TestPostgres } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

const PASSWORD = 'correct horse battery';

/** What a client of a request knows: its answer, or nothing. */
type Heard = Answer<CallDto> | undefined;

describe('creating requests with a key, sent again to another instance', () => {
  let postgres: TestPostgres;
  let processes: [ParleyProcess, ParleyProcess];
  /** It stays, and takes what is sent again. */
  let parley: TestApp;
  let urls: string[];
  let token: string;

  beforeAll(async () => {
    postgres = await TestPostgres.create();
    const environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: postgres.url,
      REDIS_URL: await testRedisUrl(),
      ADMIN_PASSWORD: PASSWORD,
      PROBE_INTERVAL_MS: '250',
      LOG_LEVEL: 'error',
    };
    processes = [ParleyProcess.start(environment), ParleyProcess.start(environment)];
    const started = [await processes[0].ready(60_000), await processes[1].ready(60_000)];
    const database = { url: postgres.url, migrationUrl: postgres.url, drop: () => Promise.resolve() };
    parley = await startTestApp({}, database);
    urls = [...started, parley.url];
    const signIn = { username: 'admin', password: PASSWORD };
    const login = await new RestClient(parley.url).post<{ access_token: string }>('/auth/login', signIn);
    token = expectStatus(login, 200).access_token;
  }, 120_000);
  afterAll(async () => {
    await parley.close();
    await stopStartedProcesses();
    await postgres.remove();
  }, 60_000);

  const newKeys = (count: number) => Array.from({ length: count }, () => randomUUID());
  /** The call carries its key as its customer, so that the rows tell how often it was made. */
  const create = (server: 0 | 1 | 2, key: string) =>
    new RestClient(urls[server] ?? '', token).post<CallDto>(
      '/calls',
      { customer: key, agent: { externalId: 'a-1' } },
      {
        headers: { 'idempotency-key': key },
      },
    );
  const unsure = (server: 0 | 1 | 2, key: string): Promise<Heard> => create(server, key).catch(() => undefined);
  const isReplay = ({ headers }: Answer) => headers.get('idempotency-replay');

  async function sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Sends each again until it is answered; each must exist once, and be answered as it was before to whoever heard it. */
  async function expectOnce(keys: string[], heard: Heard[]): Promise<void> {
    const again = await Promise.all(
      keys.map((key) =>
        waitFor(
          `an answer to ${key}`,
          () => create(2, key),
          20_000,
          ({ status }) => status < 300,
        ),
      ),
    );
    const made = await sql<{ customer: string; n: number }>(
      'SELECT customer, count(*)::int AS n FROM calls WHERE customer = ANY ($1) GROUP BY 1',
      [keys],
    );
    expect(made.filter(({ n }) => n !== 1)).toEqual([]);
    expect(made).toHaveLength(keys.length);
    again.forEach((answer, index) => {
      const before = heard[index];
      expectStatus(answer, 201);
      if (before === undefined || before.status >= 500) return;
      expect({ body: answer.body, replay: isReplay(answer) }).toEqual({ body: before.body, replay: 'true' });
    });
  }

  it('create once when twenty come to both at the same time', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => create(n % 2 === 0 ? 0 : 1, key)));
    answers.forEach((answer) => expectStatus(answer, 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.map(isReplay).sort()).toEqual([null, ...Array<string>(19).fill('true')]);
    expect(await sql('SELECT FROM calls WHERE customer = $1', [key])).toHaveLength(1);
  });

  it('make one user and one API key, whose secret is told again elsewhere', async () => {
    const user = { username: 'greta', email: 'greta@example.com', password: 'umbrella tango 93', role: 'user' };
    const key = { name: 'import', permissions: ['calls.read'], expiresInDays: 3 };
    for (const [path, body] of [['/users', user] as const, ['/auth/api-keys', key] as const]) {
      const headers = { 'idempotency-key': randomUUID() };
      const [first, second] = [0, 2].map(
        (at) => () => new RestClient(urls[at] ?? '', token).post(path, body, { headers }),
      );
      const before = await first?.();
      const again = await second?.();
      expect({ status: before?.status, body: before?.body }).toEqual({ status: 201, body: again?.body });
      expect(again && isReplay(again)).toBe('true');
    }
    expect(await sql('SELECT FROM api_keys')).toHaveLength(1);
  });

  it('lose and double nothing when the one is killed in the midst of its work', async () => {
    const [answered, caught] = [newKeys(5), newKeys(15)];
    const before = await Promise.all(answered.map((key) => create(0, key)));
    const locker = new Client({ connectionString: postgres.url });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE calls IN SHARE MODE');
    const heard = caught.map((key) => unsure(0, key));
    const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'calls'::regclass`;
    await waitFor('some to wait in the midst', async () => (await sql(waiting)).length >= 5);
    await processes[0].kill();
    const early = create(2, caught[0] ?? '');
    await locker.query('COMMIT');
    await locker.end();
    const first = await early;
    if (first.status >= 300) expectProblem(first, 409, 'idempotency.in_progress');
    await expectOnce([...answered, ...caught], [...before, ...(await Promise.all(heard))]);
  });

  it('lose and double nothing when the one is killed at any moment', async () => {
    const keys = newKeys(60);
    let answers = 0;
    const heard = keys.map((key) => unsure(1, key).finally(() => (answers += 1)));
    await waitFor('some answers', () => answers >= 3 + Math.random() * 20);
    await processes[1].kill();
    await expectOnce(keys, await Promise.all(heard));
  });

  it('lose and double nothing when Postgres is killed in between', async () => {
    const keys = newKeys(60);
    let answers = 0;
    const heard = keys.map((key) => unsure(2, key).finally(() => (answers += 1)));
    await waitFor('some answers', () => answers >= 3 + Math.random() * 20);
    await postgres.kill();
    await postgres.start();
    await expectOnce(keys, await Promise.all(heard));
  });
});
