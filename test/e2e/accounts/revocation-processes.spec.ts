import { CreatedApiKeyDto } from '../../../src/modules/auth/api-keys/dto/api-key.dto';
import { makeKey } from '../../support/api-keys';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { TestPostgres } from '../../support/servers';
import { PASSWORD, registered, sessionOf, signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';
import { RedisProcess } from '../realtime/redis-process';

jest.setTimeout(60_000);

const LIMIT_MS = 5_000;
/** Beyond the age at which what a process knows is worth nothing. */
const FROZEN_MS = 5_200;

interface Person {
  id: string;
  session: string;
  token: string;
  rest: RestClient;
  key: CreatedApiKeyDto;
}

/** The ends of rights, as told to the first process, with the credentials that they end. */
const ENDS: [string, (person: Person, admin: RestClient) => Promise<Answer>, ('session' | 'key')[]][] = [
  ['a logout', ({ rest }) => rest.post('/auth/logout'), ['session']],
  ['a logout everywhere', ({ rest }) => rest.post('/auth/logout-all'), ['session']],
  ['the end of a session', ({ rest, session }) => rest.delete(`/auth/sessions/${session}`), ['session']],
  ['a deactivation', ({ id }, admin) => admin.patch(`/users/${id}`, { active: false }), ['session', 'key']],
  ['another role', ({ id }, admin) => admin.patch(`/users/${id}/role`, { role: 'viewer' }), ['session']],
  ['a deletion', ({ id }, admin) => admin.delete(`/users/${id}`), ['session', 'key']],
  ['the end of a key', ({ rest, key }) => rest.delete(`/auth/api-keys/${key.id}`), ['key']],
];

describe('what one process knows of rights that ended at another', () => {
  let postgres: TestPostgres;
  let redis: RedisProcess;
  let other: ParleyProcess;
  let urls: [string, string];
  let admin: RestClient;
  let people = 0;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([TestPostgres.create(), RedisProcess.start()]);
    const environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'error',
    };
    other = ParleyProcess.start(environment);
    urls = await Promise.all([ParleyProcess.start(environment).ready(), other.ready()]);
    admin = await RestClient.signIn(urls[0], 'admin', PASSWORD);
  }, 60_000);
  afterAll(async () => {
    other?.signal('SIGCONT');
    await stopStartedProcesses();
    await Promise.all([postgres?.remove(), redis?.stop()]);
  }, 60_000);

  async function somebody(): Promise<Person> {
    const username = `somebody-${(people += 1)}`;
    const id = await registered(urls[0], username);
    const tokens = await signedIn(urls[0], username);
    const rest = new RestClient(urls[0], tokens.access_token);
    const key = await makeKey(rest, ['calls.read']);
    return { id, session: sessionOf(tokens), token: tokens.access_token, rest, key };
  }

  const headersOf = (kind: 'session' | 'key', { token, key }: Person): Record<string, string> =>
    kind === 'key' ? { 'x-api-key': key.key } : { authorization: `Bearer ${token}` };
  // Each over a connection of its own: a kept one may be closed by a process that wakes up just as it is used again.
  const ask = (url: string, headers: Record<string, string>) =>
    new RestClient(url).get('/calls?limit=1', { headers: { ...headers, connection: 'close' } });

  /** How long every credential that ended was still taken by the second process, in milliseconds. */
  async function goneAfter([name, end, kinds]: (typeof ENDS)[number]): Promise<number> {
    const person = await somebody();
    const all = kinds.map((kind) => headersOf(kind, person));
    for (const headers of all) expectStatus(await ask(urls[1], headers), 200);
    const answer = await end(person, admin);
    if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const ended = performance.now();
    for (const headers of all) {
      expectProblem(await ask(urls[0], headers), 401, 'auth.invalid');
      const refused = await waitFor(
        `${name} to be known`,
        () => ask(urls[1], headers),
        LIMIT_MS - (performance.now() - ended),
        ({ status }) => status === 401,
      );
      expectProblem(refused, 401, 'auth.invalid');
    }
    return performance.now() - ended;
  }

  it('is known within 5 s', async () => {
    const times = await Promise.all(ENDS.map(goneAfter));
    expect(times).toHaveLength(ENDS.length);
    expect(Math.max(...times)).toBeLessThan(LIMIT_MS);
  });

  it('is known within 5 s without Redis', async () => {
    await redis.kill();
    const times = await Promise.all(ENDS.map(goneAfter));
    expect(Math.max(...times)).toBeLessThan(LIMIT_MS);
    await redis.launch();
  });

  it('is not guessed by one that was frozen: it lets nobody in before it has looked', async () => {
    const [gone, stays] = await Promise.all([somebody(), somebody()]);
    const [ended, living] = [headersOf('session', gone), headersOf('session', stays)];
    for (const headers of [ended, living]) expectStatus(await ask(urls[1], headers), 200);
    other.signal('SIGSTOP');
    const since = performance.now();
    expectStatus(await gone.rest.post('/auth/logout'), 204);
    // These wait at the door and are the first that it sees.
    const waiting = Array.from({ length: 20 }, () => ask(urls[1], ended));
    await waitFor('the time to pass', () => performance.now() - since > FROZEN_MS);
    other.signal('SIGCONT');
    const seen = (await Promise.all(waiting)).map(({ status }) => status);
    expect(seen.filter((status) => status !== 401 && status !== 503)).toEqual([]);
    const later: number[] = [];
    await waitFor('it to have looked', async () => {
      const [refused, admitted] = await Promise.all([ask(urls[1], ended), ask(urls[1], living)]);
      later.push(refused.status);
      return refused.status === 401 && admitted.status === 200;
    });
    expect(later.filter((status) => status !== 401 && status !== 503)).toEqual([]);
    expectProblem(await ask(urls[1], ended), 401, 'auth.invalid');
  });

  it('is not guessed while Postgres hangs: after 5 s nobody is let in, and all is well when it goes on', async () => {
    const authorization = { authorization: `Bearer ${(await signedIn(urls[0], 'admin')).access_token}` };
    // An answer for which no database is asked.
    const details = async () => {
      const sending = { headers: authorization, signal: AbortSignal.timeout(3_000) };
      const response = await fetch(`${urls[1]}/health/details`, sending);
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as { detail: string },
      };
    };
    expect((await details()).status).toBe(200);
    postgres.hang();
    const since = performance.now();
    try {
      const refused = await waitFor('it to be refused', details, 8_000, ({ status }) => status !== 200);
      const after = performance.now() - since;
      expect(refused.status).toBe(503);
      expect(refused.body.detail).toContain('who is signed in');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      // It last looked before the hang, at most a poll ago.
      expect(after).toBeGreaterThan(2_000);
      expect(after).toBeLessThan(LIMIT_MS + 1_000);
      for (const url of urls) expect((await fetch(`${url}/health/live`)).status).toBe(200);
      const started = performance.now();
      expectProblem(await ask(urls[1], authorization), 503, 'unavailable');
      expect(performance.now() - started).toBeLessThan(1_000);
    } finally {
      postgres.resume();
    }
    await waitFor('it to be let in again', details, 10_000, ({ status }) => status === 200);
    await waitFor(
      'the calls to be read',
      () => ask(urls[1], authorization),
      10_000,
      ({ status }) => status === 200,
    );
  });
});
