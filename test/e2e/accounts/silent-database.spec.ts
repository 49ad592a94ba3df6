import { randomBytes } from 'node:crypto';
import { Database } from '../../../src/core/database/database';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { refresh, registered, sessionOf, signedIn } from '../../support/sessions';
import { SlowLine } from '../../support/slow-line';
import { deadline, waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

describe('signing in while the database is silent', () => {
  let database: TestDatabase;
  let line: SlowLine;
  let parley: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    line = await SlowLine.to(database.url);
    parley = await startTestApp({ DATABASE_URL: line.url }, database);
    await registered(parley.url, 'maria');
  }, 60_000);
  afterEach(() => line.release());
  afterAll(async () => {
    await parley.close();
    await line.close();
    await database.drop();
  });

  const all = (count: number, send: () => Promise<Answer>) => Promise.all(upTo(count).map(send));

  it('answers the same successor to who is told to try again, since nobody heard of the commit', async () => {
    const first = await signedIn(parley.url, 'maria');
    const sent = line.swallowAnswerTo('sessions.rotate', 'COMMIT');
    const unheard = refresh(parley.url, first.refresh_token);
    await deadline('the commit', sent);
    const answer = await deadline('an answer', unheard, 30_000);
    expectProblem(answer, 503, 'unavailable');
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    const age = `UPDATE sessions SET rotated_at = rotated_at - $2::int * interval '1 second' WHERE id = $1 RETURNING *`;
    const [session] = await runSql<{ generation: number }>(database, age, [sessionOf(first), seconds]);
    expect(session?.generation).toBe(2);
    const again = expectStatus(await refresh(parley.url, first.refresh_token), 200);
    const more = expectStatus(await refresh(parley.url, first.refresh_token), 200);
    expect(more.refresh_token).toBe(again.refresh_token);
    expect(sessionOf(expectStatus(await refresh(parley.url, again.refresh_token), 200))).toBe(sessionOf(first));
  });

  it('takes few connections for made-up tokens and passwords, and none for what can be no token', async () => {
    const usage = () => parley.app.get(Database, { strict: false }).usage();
    line.hold();
    expectProblem(await deadline('an answer', refresh(parley.url, 'no token'), 2_000), 401, 'auth.refresh_refused');
    const tokens = all(30, () => refresh(parley.url, randomBytes(32).toString('base64url')));
    const attempt = { username: 'maria', password: 'not the password' };
    const passwords = all(30, () => new RestClient(parley.url).post('/auth/login', attempt));
    await waitFor('the connections to be taken', () => usage().total - usage().idle >= 5);
    const overdrawn = waitFor('somebody to wait for a connection', () => usage().waiting, 500).catch(() => 0);
    expect(await overdrawn).toBe(0);
    line.release();
    for (const answer of await tokens) expectProblem(answer, 401, 'auth.refresh_refused');
    for (const answer of await passwords) expectProblem(answer, 401, 'auth.wrong_credentials');
  });
});
