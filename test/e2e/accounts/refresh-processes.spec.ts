import { testRedisUrl } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { refresh, registered, sessionOf, signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

const OLD_SECRET = 'the secret that signed before, of 32 bytes or more';
const NEW_SECRET = 'the secret that signs from now on, of 32 bytes or more';

describe('refreshing on several processes', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let victim: ParleyProcess;
  let urls: [string, string];

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: await testRedisUrl(),
      JWT_SECRET: OLD_SECRET,
    };
    victim = ParleyProcess.start(environment);
    urls = await Promise.all([victim.ready(60_000), ParleyProcess.start(environment).ready(60_000)]);
    await registered(urls[0], 'maria');
  }, 90_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await database.drop();
  }, 60_000);

  const login = () => signedIn(urls[1], 'maria');
  const next = async (url: string, token: string) => expectStatus(await refresh(url, token), 200);
  const generation = async (id: string) =>
    (await runSql<{ generation: number }>(database, 'SELECT generation FROM sessions WHERE id = $1', [id]))[0]
      ?.generation;

  it('answers the same successor on both, twenty at once, and access tokens that both take', async () => {
    const { refresh_token } = await login();
    const answers = await Promise.all(upTo(20).map((n) => next(urls[n % 2] ?? '', refresh_token)));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    const [{ access_token }] = answers as [(typeof answers)[0]];
    for (const url of urls) expectStatus(await new RestClient(url, access_token).get('/auth/me'), 200);
  });

  it('ends on both what was reused on one, within 5 s', async () => {
    const first = await login();
    const second = await next(urls[0], first.refresh_token);
    const third = await next(urls[1], second.refresh_token);
    expectProblem(await refresh(urls[0], first.refresh_token), 401, 'auth.refresh_refused');
    const begun = performance.now();
    for (const url of urls) {
      await waitFor(
        'the access token to be refused',
        () => new RestClient(url, third.access_token).get('/auth/me'),
        5_000 - (performance.now() - begun),
        ({ status }: Answer) => status === 401,
      );
      expectProblem(await refresh(url, third.refresh_token), 401, 'auth.refresh_refused');
    }
  });

  it('goes on at another when one is killed after the commit, and nobody heard its answer', async () => {
    const first = await login();
    const id = sessionOf(first);
    const unheard = refresh(urls[0], first.refresh_token).catch(() => undefined);
    await waitFor(
      'the commit',
      () => generation(id),
      10_000,
      (seen) => seen === 2,
    );
    await victim.kill();
    const again = await next(urls[1], first.refresh_token);
    expect(await generation(id)).toBe(2);
    const heard = await unheard;
    if (heard?.status === 200) expect(again.refresh_token).toBe(heard.body.refresh_token);
    const third = await next(urls[1], again.refresh_token);
    expectStatus(await new RestClient(urls[1], third.access_token).get('/auth/me'), 200);
  });

  it('finds the successor again after the signing secret was changed in between', async () => {
    const first = await login();
    const second = await next(urls[1], first.refresh_token);
    const after = ParleyProcess.start({ ...environment, JWT_SECRET: NEW_SECRET, JWT_SECRET_PREVIOUS: OLD_SECRET });
    const url = await after.ready();
    await runSql(database, 'UPDATE sessions SET rotated_at = now() WHERE id = $1', [sessionOf(first)]);
    expect((await next(url, first.refresh_token)).refresh_token).toBe(second.refresh_token);
    const third = await next(url, second.refresh_token);
    expect((await next(url, second.refresh_token)).refresh_token).toBe(third.refresh_token);
    expect(await generation(sessionOf(first))).toBe(3);
  });
});
