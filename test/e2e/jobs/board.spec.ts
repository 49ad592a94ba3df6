import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { waitFor } from '../../support/wait-for';

const BROWSER = { accept: 'text/html,application/xhtml+xml' };

describe('the board of the queues at /admin/queues', () => {
  let parley: TestApp;
  let admin: Account;

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_ROLE: 'api' });
    admin = await makeAccount(parley, 'board-admin', 'admin');
  });
  afterAll(() => parley.close());

  const open = (path = '', headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${parley.url}/admin/queues${path}`, { method, headers });

  async function cookieOf(account: Account): Promise<string> {
    const { headers } = await account.rest.post('/auth/admin-cookie');
    return headers.get('set-cookie') ?? '';
  }

  it('is entered by a browser with a cookie of one hour that scripts and other sites cannot use', async () => {
    const cookie = await cookieOf(admin);
    expect(cookie).toMatch(/^parley_admin=[\w.-]+; Max-Age=3600; Path=\/admin; HttpOnly; SameSite=Strict$/);
    const page = await open('', { ...BROWSER, cookie: cookie.split(';')[0] ?? '' });
    expect({ status: page.status, text: await page.text() }).toEqual({
      status: 200,
      text: expect.stringContaining('Parley queues') as string,
    });
    const listed = await open('/api/queues', { cookie: cookie.split(';')[0] ?? '' });
    expect(await listed.json()).toMatchObject({ queues: [{ readOnlyMode: true }, {}, {}] });
  });

  it('serves every file that its page names, under a policy that lets nothing else in', async () => {
    const page = await open('', { authorization: `Bearer ${admin.token}` });
    const text = await page.text();
    const files = [...text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(3);
    const answers = await Promise.all(
      files.map((file) => open(`/${file}`, { authorization: `Bearer ${admin.token}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('shows a browser without a cookie, or with a spoilt one, where to sign in, and nothing of the queues', async () => {
    for (const headers of [BROWSER, { ...BROWSER, cookie: 'parley_admin=a.b.c' }]) {
      for (const path of ['', '/api/queues', '/queue/default', '/static/js/../../api/queues']) {
        const page = await open(path, headers);
        expect({ status: page.status, text: await page.text() }).toEqual({
          status: 401,
          text: expect.stringMatching(/<form>/) as string,
        });
      }
    }
    const script = await open('/enter.js');
    expect({ status: script.status, type: script.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'text/javascript; charset=utf-8',
    });
  });

  it.each(['viewer', 'user', 'analyst'] as const)('is closed to a %s', async (role) => {
    const other = await makeAccount(parley, `board-${role}`, role);
    const answers = [
      await open('/api/queues'),
      await open('/api/queues', { authorization: `Bearer ${other.token}` }),
      await fetch(`${parley.url}/api/v1/auth/admin-cookie`, {
        method: 'POST',
        headers: { authorization: `Bearer ${other.token}` },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
  });

  it('is closed to API keys, which cannot get a cookie either', async () => {
    const { body } = await admin.rest.post<{ key: string }>('/auth/api-keys', {
      name: 'board',
      permissions: ['jobs.manage'],
    });
    const headers = { 'x-api-key': body.key };
    const asked = await fetch(`${parley.url}/api/v1/auth/admin-cookie`, { method: 'POST', headers });
    expect([asked.status, (await open('/api/queues', headers)).status]).toEqual([403, 403]);
  });

  it('takes neither the cookie for a token nor a token for the cookie', async () => {
    const page = (await cookieOf(admin)).replace(/^parley_admin=([^;]+).*$/, '$1');
    const asToken = await fetch(`${parley.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${page}` } });
    const asCookie = await open('/api/queues', { cookie: `parley_admin=${admin.token}` });
    expect([asToken.status, asCookie.status]).toEqual([401, 401]);
  });

  it('can be read only', async () => {
    const headers = { authorization: `Bearer ${admin.token}` };
    for (const [method, path] of [
      ['PUT', '/api/queues/default/pause'],
      ['PUT', '/api/queues/default/clean/completed'],
      ['POST', '/api/queues/default/add'],
      ['DELETE', '/api/queues/default'],
    ] as const) {
      const answer = await open(path, headers, method);
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
    }
  });

  it('closes with the session that asked for the cookie', async () => {
    const leaving = await makeAccount(parley, 'board-leaving', 'admin');
    const cookie = (await cookieOf(leaving)).split(';')[0] ?? '';
    expect((await open('/api/queues', { cookie })).status).toBe(200);
    await leaving.rest.post('/auth/logout');
    await waitFor(
      'the cookie to be refused',
      async () => (await open('/api/queues', { cookie })).status,
      5_000,
      (status) => status === 401,
    );
  });
});
