import { startTestApp, TestApp } from '../../support/app';
import { overtaking } from '../../support/blocked';
import { upTo } from '../../support/call-socket';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { PASSWORD, refresh, registered, sessionOf, signedIn } from '../../support/sessions';

jest.setTimeout(30_000);

describe('sessions in a race', () => {
  let parley: TestApp;
  let userId: string;

  beforeAll(async () => {
    parley = await startTestApp();
    userId = await registered(parley.url, 'maria');
  }, 60_000);
  afterAll(() => parley.close());

  const login = () => signedIn(parley.url, 'maria');
  const tryLogin = () => new RestClient(parley.url).post('/auth/login', { username: 'maria', password: PASSWORD });
  const live = () => countRows(parley.database, `sessions WHERE user_id = '${userId}' AND ended_at IS NULL`);

  it.each([
    ['deactivated', 'active = false', 'active = true'],
    ['given another password', `password_hash = '!' || password_hash`, 'password_hash = substr(password_hash, 2)'],
  ])('does not begin for somebody who is %s after the password was looked at', async (_, change, back) => {
    const before = await live();
    const set = (what: string): [string, unknown[]] => [`UPDATE users SET ${what} WHERE id = $1`, [userId]];
    expectProblem(await overtaking(parley.database, [set(change)], tryLogin), 401, 'auth.wrong_credentials');
    expect(await live()).toBe(before);
    await runSql(parley.database, ...set(back));
    expectStatus(await tryLogin(), 200);
  });

  it('begins with the role that the user has by then', async () => {
    const change: [string, unknown[]] = [`UPDATE users SET role = 'viewer' WHERE id = $1`, [userId]];
    const { access_token } = await overtaking(parley.database, [change], login);
    const claims = Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(claims)).toMatchObject({ sub: userId, role: 'viewer' });
  });

  it('is not carried on when it ended while the refresh waited', async () => {
    const { refresh_token, ...token } = await login();
    const id = sessionOf({ refresh_token, ...token });
    const end: [string, unknown[]] = [
      `UPDATE sessions SET ended_at = now(), end_reason = 'logout' WHERE id = $1`,
      [id],
    ];
    const answer = await overtaking(parley.database, [end], () => refresh(parley.url, refresh_token));
    expectProblem(answer, 401, 'auth.refresh_refused');
    expect(await countRows(parley.database, `refresh_tokens WHERE session_id = '${id}'`)).toBe(1);
  });

  it('is over after logout, whatever was refreshed at the same time', async () => {
    for (const _ of upTo(5)) {
      const token = await login();
      const rest = new RestClient(parley.url, token.access_token);
      const [out, ...answers] = await Promise.all([
        rest.post('/auth/logout'),
        ...upTo(4).map(() => refresh(parley.url, token.refresh_token)),
      ]);
      expectStatus(out, 204);
      for (const { status, body } of answers) {
        expect([200, 401]).toContain(status);
        const newest = status === 200 ? body.refresh_token : token.refresh_token;
        expectProblem(await refresh(parley.url, newest), 401, 'auth.refresh_refused');
      }
    }
  });
});
