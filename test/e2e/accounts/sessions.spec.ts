import { TokenDto } from '../../../src/modules/auth/dto/token.dto';
import { SessionDto } from '../../../src/modules/auth/sessions/dto/session.dto';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { PASSWORD, refresh, registered, sessionOf, signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(30_000);

interface Page {
  items: SessionDto[];
  nextCursor: string | null;
  total: number;
}

describe('sessions', () => {
  let parley: TestApp;
  let maria: string;

  beforeAll(async () => {
    parley = await startTestApp();
    maria = await registered(parley.url, 'maria');
    await registered(parley.url, 'bob');
  }, 60_000);
  afterAll(() => parley.close());

  const login = (username = 'maria', device?: string) => signedIn(parley.url, username, PASSWORD, device);
  const as = ({ access_token }: TokenDto) => new RestClient(parley.url, access_token);
  const list = async (token: TokenDto, query = '') =>
    expectStatus(await as(token).get<Page>(`/auth/sessions${query}`), 200);
  const idsOf = async (token: TokenDto) => (await list(token)).items.map(({ id }) => id);
  const over = async (token: TokenDto) => {
    expectProblem(await refresh(parley.url, token.refresh_token), 401, 'auth.refresh_refused');
    const answer = await waitFor(
      'the access token to be refused',
      () => as(token).get('/auth/me'),
      5_000,
      ({ status }: Answer) => status === 401,
    );
    expectProblem(answer, 401, 'auth.invalid');
  };
  const alive = async (token: TokenDto) => expectStatus(await as(token).get('/auth/me'), 200);
  const reasonOf = async (token: TokenDto) =>
    (
      await runSql<{ reason: string | null }>(
        parley.database,
        'SELECT end_reason AS reason FROM sessions WHERE id = $1',
        [sessionOf(token)],
      )
    )[0]?.reason;
  const audited = (action: string, targetId: string) =>
    runSql(
      parley.database,
      `SELECT actor_id AS actor, actor_name AS name, outcome, details FROM audit_entries
       WHERE action = $1 AND target_id = $2`,
      [action, targetId],
    );

  it('are listed with where they are used from, the newest first, and which is this one', async () => {
    const phone = await login('maria', 'Phone/1.0');
    const laptop = await login('maria', `Laptop/${'9'.repeat(400)}`);
    const { items, total, nextCursor } = await list(laptop);
    expect({ total, nextCursor }).toEqual({ total: 2, nextCursor: null });
    expect(items).toEqual([
      {
        id: sessionOf(laptop),
        device: `Laptop/${'9'.repeat(249)}`,
        ip: expect.stringContaining('127.0.0.1') as string,
        createdAt: expect.any(String) as string,
        lastUsedAt: expect.any(String) as string,
        expiresAt: expect.any(String) as string,
        current: true,
      },
      expect.objectContaining({ id: sessionOf(phone), device: 'Phone/1.0', current: false }),
    ]);
    const [first] = items as [SessionDto];
    expect(first.lastUsedAt).toBe(first.createdAt);
    expect(Date.parse(first.expiresAt) - Date.parse(first.createdAt)).toBe(14 * 86_400_000);
    await new RestClient(parley.url).post(
      '/auth/refresh',
      { refresh_token: laptop.refresh_token },
      { headers: { 'user-agent': 'Laptop/10' } },
    );
    const [used] = (await list(laptop)).items as [SessionDto];
    expect(used).toMatchObject({ id: first.id, device: 'Laptop/10', createdAt: first.createdAt });
    expect(Date.parse(used.lastUsedAt)).toBeGreaterThan(Date.parse(first.lastUsedAt));
    expect(await audited('auth.login', first.id)).toEqual([
      { actor: maria, name: 'maria', outcome: 'ok', details: {} },
    ]);
    expectStatus(await as(phone).post('/auth/logout-all'), 204);
  });

  it('are paged, and a page of somebody else’s goes nowhere', async () => {
    await registered(parley.url, 'many');
    const tokens: TokenDto[] = [];
    for (const _ of upTo(5)) tokens.push(await login('many'));
    const last = tokens[4] as TokenDto;
    const first = await list(last, '?limit=2');
    const second = await list(last, `?limit=2&cursor=${first.nextCursor}`);
    const third = await list(last, `?limit=2&cursor=${second.nextCursor}`);
    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids).toEqual(tokens.map(sessionOf).reverse());
    expect([first.total, third.nextCursor]).toEqual([5, null]);
    expect((await list(last, '?limit=2&offset=3')).items.map(({ id }) => id)).toEqual(ids.slice(3));
    const bob = await login('bob');
    expectProblem(await as(bob).get(`/auth/sessions?cursor=${first.nextCursor}`), 400, 'paging.bad_cursor');
  });

  it('end at logout: this one only, in rows at once and everywhere within 5 s', async () => {
    const [here, there] = [await login(), await login()];
    expectStatus(await as(here).post('/auth/logout'), 204);
    await over(here);
    await alive(there);
    expect(await reasonOf(here)).toBe('logout');
    expect(await idsOf(there)).not.toContain(sessionOf(here));
    const entry = { actor: maria, name: 'maria', outcome: 'ok', details: {} };
    expect(await audited('auth.logout', sessionOf(here))).toEqual([entry]);
  });

  it('end all at once, and those of others go on', async () => {
    const mine = [await login(), await login(), await login()] as const;
    const bob = await login('bob');
    expectStatus(await as(mine[1]).post('/auth/logout-all'), 204);
    for (const token of mine) await over(token);
    await alive(bob);
    expectStatus(await refresh(parley.url, bob.refresh_token), 200);
    await alive(await login());
  });

  it('end one by one, by whom they belong to', async () => {
    const [here, there, bob] = [await login(), await login(), await login('bob')];
    const id = sessionOf(there);
    const end = (token: TokenDto, of: string) => as(token).delete(`/auth/sessions/${of}`);
    expectProblem(await end(bob, id), 404, 'auth.session_not_found');
    expectProblem(await end(here, '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d'), 404, 'auth.session_not_found');
    expectProblem(await end(here, 'all'), 400, 'request.invalid');
    await alive(there);
    expectStatus(await end(here, id.toUpperCase()), 204);
    expectProblem(await end(here, id), 404, 'auth.session_not_found');
    await over(there);
    await alive(here);
    expect(await reasonOf(there)).toBe('revoked');
    expect(await audited('auth.session_end', id)).toHaveLength(1);
    expectStatus(await end(here, sessionOf(here)), 204);
    await over(here);
  });

  it('that ended or expired are neither listed nor there to be ended', async () => {
    const [here, idle, spent] = [await login(), await login(), await login()];
    const set = (token: TokenDto, change: string) =>
      runSql(parley.database, `UPDATE sessions SET ${change} WHERE id = $1`, [sessionOf(token)]);
    await set(idle, 'idle_expires_at = now()');
    await set(spent, 'idle_expires_at = now(), expires_at = now()');
    const ids = await idsOf(here);
    expect(ids).toContain(sessionOf(here));
    for (const token of [idle, spent]) {
      expect(ids).not.toContain(sessionOf(token));
      expectProblem(await as(here).delete(`/auth/sessions/${sessionOf(token)}`), 404, 'auth.session_not_found');
    }
  });

  it('that are refused at login leave a trace without the password, and no session', async () => {
    const attempt = (username: string) =>
      new RestClient(parley.url).post('/auth/login', { username, password: 'not the password' });
    expectProblem(await attempt('maria'), 401, 'auth.wrong_credentials');
    expectProblem(await attempt('nobody'), 401, 'auth.wrong_credentials');
    const failed = await runSql<{ target: string | null; details: object }>(
      parley.database,
      `SELECT target_id AS target, details FROM audit_entries WHERE action = 'auth.login' AND outcome = 'failed' ORDER BY id`,
    );
    expect(failed).toEqual([
      { target: maria, details: { reason: 'wrong_password', username: 'maria' } },
      { target: null, details: { reason: 'unknown_user', username: 'nobody' } },
    ]);
  });
});
