import { startTestApp, TestApp } from '../../support/app';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { PASSWORD, refresh, registered, sessionOf, signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(30_000);

const NEXT = 'incorrect pony charger';

describe('changing the password', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp();
  }, 60_000);
  afterAll(() => parley.close());

  const change = (token: string, currentPassword: unknown, newPassword: unknown) =>
    new RestClient(parley.url, token).post('/auth/change-password', { currentPassword, newPassword });
  const me = async (token: string) => (await new RestClient(parley.url, token).get('/auth/me')).status;
  const login = async (username: string, password: string) =>
    (await new RestClient(parley.url).post('/auth/login', { username, password })).status;
  const audited = (userId: string) =>
    runSql(
      parley.database,
      `SELECT outcome, details FROM audit_entries WHERE action = 'auth.password_change' AND actor_id = $1 ORDER BY id`,
      [userId],
    );

  it('takes the current one, ends the other sessions and keeps this one', async () => {
    const userId = await registered(parley.url, 'maria');
    await registered(parley.url, 'bob');
    const [here, there, bob] = [
      await signedIn(parley.url, 'maria'),
      await signedIn(parley.url, 'maria'),
      await signedIn(parley.url, 'bob'),
    ];
    expectStatus(await change(here.access_token, PASSWORD, NEXT), 204);
    expect(await login('maria', PASSWORD)).toBe(401);
    expect(await login('maria', NEXT)).toBe(200);
    expectProblem(await refresh(parley.url, there.refresh_token), 401, 'auth.refresh_refused');
    await waitFor(
      'the other session to be refused',
      () => me(there.access_token),
      5_000,
      (status) => status === 401,
    );
    expect(await me(here.access_token)).toBe(200);
    expect(await me(bob.access_token)).toBe(200);
    expectStatus(await refresh(parley.url, here.refresh_token), 200);
    const ended = await runSql(
      parley.database,
      `SELECT kind, subject_id AS id FROM revocations WHERE subject_id IN ($1, $2, $3) ORDER BY kind`,
      [userId, sessionOf(there), sessionOf(here)],
    );
    expect(ended).toEqual([
      { kind: 'session', id: sessionOf(there) },
      { kind: 'user', id: userId },
    ]);
    expect(await audited(userId)).toEqual([{ outcome: 'ok', details: { sessionsEnded: 1 } }]);
  });

  it('refuses a wrong current one precisely, and the session goes on', async () => {
    const userId = await registered(parley.url, 'ada');
    const { access_token, refresh_token } = await signedIn(parley.url, 'ada');
    for (const wrong of [NEXT, `${PASSWORD} `, PASSWORD.toUpperCase()]) {
      expectProblem(await change(access_token, wrong, NEXT), 422, 'users.wrong_password');
    }
    expect(await me(access_token)).toBe(200);
    expectStatus(await refresh(parley.url, refresh_token), 200);
    expect(await login('ada', PASSWORD)).toBe(200);
    expect(await audited(userId)).toEqual(Array.from({ length: 3 }, () => ({ outcome: 'failed', details: {} })));
  });

  it('refuses a bad new one precisely, and nothing changes', async () => {
    await registered(parley.url, 'eve');
    const { access_token } = await signedIn(parley.url, 'eve');
    const bad = ['seven c', 'x'.repeat(257), 'password123', 'eve@example.com', null, 12_345_678];
    for (const next of bad) {
      const problem = expectProblem(await change(access_token, PASSWORD, next), 400, 'request.invalid');
      expect(problem.errors?.map(({ field }) => field)).toEqual(['newPassword']);
    }
    const body = { currentPassword: PASSWORD, newPassword: NEXT, userId: 'x' };
    const rest = new RestClient(parley.url, access_token);
    expectProblem(await rest.post('/auth/change-password', body), 400, 'request.invalid');
    expect(await login('eve', PASSWORD)).toBe(200);
  });

  it('lets one of two at once win', async () => {
    const userId = await registered(parley.url, 'zoe');
    const tokens = [await signedIn(parley.url, 'zoe'), await signedIn(parley.url, 'zoe')] as const;
    const nexts = ['first of the two', 'second of the two'];
    const answers = await Promise.all(tokens.map((token, n) => change(token.access_token, PASSWORD, nexts[n])));
    const statuses = answers.map(({ status }) => status);
    expect([...statuses].sort()).toEqual([204, 422]);
    const winner = statuses.indexOf(204);
    expect(await login('zoe', nexts[winner] ?? '')).toBe(200);
    expect(await login('zoe', nexts[1 - winner] ?? '')).toBe(401);
    expectStatus(await refresh(parley.url, tokens[winner]?.refresh_token ?? ''), 200);
    expectProblem(await refresh(parley.url, tokens[1 - winner]?.refresh_token ?? ''), 401, 'auth.refresh_refused');
    expect(await countRows(parley.database, `sessions WHERE user_id = '${userId}' AND end_reason = 'password'`)).toBe(
      1,
    );
  });
});
