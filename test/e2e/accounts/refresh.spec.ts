import { randomBytes } from 'node:crypto';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { refresh, registered, sessionOf, signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(30_000);

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('refreshing a session', () => {
  let parley: TestApp;
  let userId: string;

  beforeAll(async () => {
    parley = await startTestApp();
    userId = await registered(parley.url, 'maria');
  }, 60_000);
  afterAll(() => parley.close());

  const login = () => signedIn(parley.url, 'maria');
  const next = async (token: string) => expectStatus(await refresh(parley.url, token), 200);
  const refused = async (token: string) => expectProblem(await refresh(parley.url, token), 401, 'auth.refresh_refused');
  const me = (token: string) => new RestClient(parley.url, token).get('/auth/me');
  const session = async (id: string) =>
    (await runSql<Record<string, unknown>>(parley.database, 'SELECT * FROM sessions WHERE id = $1', [id]))[0];
  const age = (id: string, column: string, interval: string) =>
    runSql(parley.database, `UPDATE sessions SET ${column} = ${column} - $2::interval WHERE id = $1`, [id, interval]);
  const audited = (action: string, id: string) =>
    runSql<{ outcome: string; details: object }>(
      parley.database,
      'SELECT outcome, details FROM audit_entries WHERE action = $1 AND target_id = $2',
      [action, id],
    );

  it('answers the token response of RFC 6749 with the next pair, for the same session', async () => {
    const first = await login();
    const second = await next(first.refresh_token);
    expect(second).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.stringMatching(/^[\w-]{43}$/) as string,
      user_id: userId,
    });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(sessionOf(second)).toBe(sessionOf(first));
    expectStatus(await me(second.access_token), 200);
    expectStatus(await me(first.access_token), 200);
    const third = await next(second.refresh_token);
    expect(await session(sessionOf(third))).toMatchObject({ generation: 3, ended_at: null });
  });

  it('takes the form of the OAuth2 refresh flow, and refuses unknown fields', async () => {
    const { refresh_token } = await login();
    const fields = { grant_type: 'refresh_token', refresh_token, client_id: 'x', client_secret: 'y', scope: '' };
    const form = (more: object) => new URLSearchParams({ ...fields, ...more }).toString();
    const post = (body: unknown, headers?: Record<string, string>) =>
      new RestClient(parley.url).post('/auth/refresh', body, { headers });
    expect(expectProblem(await post(form({ role: 'admin' }), FORM), 400, 'request.invalid').errors?.[0]?.field).toBe(
      'role',
    );
    expectProblem(await post({ refresh_token, grant_type: 'refresh_token' }), 400, 'request.invalid');
    for (const wrong of [{}, { refresh_token: 7 }, { refresh_token: '' }, { refresh_token: 'x'.repeat(257) }]) {
      expectProblem(await post(wrong), 400, 'request.invalid');
    }
    expectStatus(await post(form({}), FORM), 200);
  });

  it('stores nothing that could be used', async () => {
    const first = await login();
    const second = await next(first.refresh_token);
    const stored = JSON.stringify(
      await runSql(parley.database, `SELECT t.*, encode(hash, 'base64') FROM refresh_tokens t`),
    );
    for (const { refresh_token } of [first, second]) {
      expect(stored).not.toContain(refresh_token);
      expect(stored).not.toContain(Buffer.from(refresh_token, 'base64url').toString('base64'));
    }
  });

  it('answers twenty at once with one successor, and nobody is logged out', async () => {
    const { refresh_token } = await login();
    const answers = await Promise.all(upTo(20).map(() => next(refresh_token)));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(await session(sessionOf(answers[0] ?? (await login())))).toMatchObject({ generation: 2, ended_at: null });
    for (const { access_token } of answers) expectStatus(await me(access_token), 200);
    await next(answers[19]?.refresh_token ?? '');
  });

  it('answers the last token again for 10 s, and ends the session when it comes later', async () => {
    const first = await login();
    const id = sessionOf(first);
    const second = await next(first.refresh_token);
    await age(id, 'rotated_at', '9 seconds');
    expect((await next(first.refresh_token)).refresh_token).toBe(second.refresh_token);
    expect(await session(id)).toMatchObject({ generation: 2 });
    await age(id, 'rotated_at', '2 seconds');
    await refused(first.refresh_token);
    expect(await session(id)).toMatchObject({ ended_at: expect.any(Date) as Date, end_reason: 'reuse' });
    await refused(second.refresh_token);
  });

  it('ends the session when an older token comes back, at once, in rows and for the access token', async () => {
    const first = await login();
    const [other, id] = [await login(), sessionOf(first)];
    const second = await next(first.refresh_token);
    const third = await next(second.refresh_token);
    await refused(first.refresh_token);
    expect(await session(id)).toMatchObject({ ended_at: expect.any(Date) as Date, end_reason: 'reuse' });
    expect(await audited('auth.refresh_reuse', id)).toEqual([{ outcome: 'denied', details: { userId } }]);
    expect(await countRows(parley.database, `revocations WHERE kind = 'session' AND subject_id = '${id}'`)).toBe(1);
    await waitFor(
      'the access token to be refused',
      async () => (await me(third.access_token)).status,
      5_000,
      (status) => status === 401,
    );
    await refused(third.refresh_token);
    await refused(first.refresh_token);
    expect(await audited('auth.refresh_reuse', id)).toHaveLength(1);
    await next(other.refresh_token);
  });

  it('refuses what is no refresh token, without effect', async () => {
    const { access_token, refresh_token } = await login();
    const before = await runSql(parley.database, 'SELECT * FROM sessions ORDER BY id');
    const id = sessionOf({ access_token } as never);
    const changed = refresh_token.slice(0, -1) + (refresh_token.endsWith('A') ? 'E' : 'A');
    const hash = Buffer.from(refresh_token, 'base64url').toString('hex');
    const guesses = [
      access_token.slice(0, 256),
      id,
      changed,
      `${refresh_token} `,
      hash,
      randomBytes(32).toString('base64url'),
    ];
    for (const guess of guesses) await refused(guess);
    expect((await me(refresh_token)).status).toBe(401);
    expect(await runSql(parley.database, 'SELECT * FROM sessions ORDER BY id')).toEqual(before);
    await next(refresh_token);
  });

  it('ends with what the session was granted: unused for a while, or whatever its use', async () => {
    const idle = await login();
    await age(sessionOf(idle), 'idle_expires_at', '14 days');
    await refused(idle.refresh_token);
    const old = await login();
    const almost = await login();
    await age(sessionOf(old), 'expires_at', '90 days');
    await age(sessionOf(almost), 'expires_at', '89 days 23 hours 59 minutes');
    await refused(old.refresh_token);
    const last = await next(almost.refresh_token);
    expect(last.expires_in).toBeGreaterThan(50);
    expect(last.expires_in).toBeLessThanOrEqual(60);
    const row = await session(sessionOf(last));
    expect(row?.['idle_expires_at']).toEqual(row?.['expires_at']);
  });

  it('is refused to who is no longer active, and takes the role as it is now', async () => {
    await registered(parley.url, 'ada');
    const ada = await signedIn(parley.url, 'ada');
    const set = (change: string) => runSql(parley.database, `UPDATE users SET ${change} WHERE username = 'ada'`);
    await set(`role = 'admin'`);
    const raised = await next(ada.refresh_token);
    const rest = new RestClient(parley.url, raised.access_token);
    expect(expectStatus(await rest.get<{ role: string }>('/auth/me'), 200).role).toBe('admin');
    expect(
      (await fetch(`${parley.url}/metrics`, { headers: { authorization: `Bearer ${raised.access_token}` } })).status,
    ).toBe(200);
    await set('active = false');
    await refused(raised.refresh_token);
    await set('active = true');
    await refused(raised.refresh_token);
    expect(await session(sessionOf(raised))).toMatchObject({ end_reason: 'deactivated' });
    const entries = `audit_entries WHERE action = 'auth.session_end' AND target_id = '${sessionOf(raised)}'`;
    expect(await countRows(parley.database, entries)).toBe(1);
  });
});
