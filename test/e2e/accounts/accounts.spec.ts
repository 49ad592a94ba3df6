import { AccountDto } from '../../../src/modules/auth/dto/account.dto';
import { TokenDto } from '../../../src/modules/auth/dto/token.dto';
import { startTestApp, TestApp } from '../../support/app';
import { expectProblem, expectStatus, ProblemBody, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';

jest.setTimeout(20_000);

const password = 'correct horse battery';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('accounts', () => {
  let parley: TestApp;
  let anyone: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    anyone = new RestClient(parley.url);
    expectStatus(await register({ username: 'Maria', email: 'maria@example.com', password }), 201);
  }, 60_000);
  afterAll(() => parley.close());

  const register = (body: object) => anyone.post<AccountDto>('/auth/register', body);
  const login = (body: unknown, headers?: Record<string, string>) =>
    anyone.post<TokenDto>('/auth/login', body, headers === undefined ? {} : { headers });

  describe('registering', () => {
    it('makes a user, and tells nothing of the password', async () => {
      const answer = await register({ username: 'ada', email: 'ada@example.com', password });
      const account = expectStatus(answer, 201);
      expect(account).toMatchObject({ username: 'ada', email: 'ada@example.com', role: 'user' });
      expect(Object.keys(account).sort()).toEqual([
        'createdAt',
        'email',
        'id',
        'name',
        'permissions',
        'role',
        'username',
      ]);
      const [stored] = await runSql<{ hash: string }>(
        parley.database,
        `SELECT password_hash AS hash FROM users WHERE username = 'ada'`,
      );
      expect(stored?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });

    it.each(['role', 'active', 'id', 'passwordHash', 'permissions'])('refuses to be told the %s', async (field) => {
      const body = { username: 'eve', email: 'eve@example.com', password, [field]: 'admin' };
      const problem = expectProblem(await register(body), 400, 'request.invalid');
      expect(problem.errors).toEqual([{ field, message: 'is not a known field' }]);
      expect(await countRows(parley.database, `users WHERE username = 'eve'`)).toBe(0);
    });

    it.each([
      ['the name', { username: 'Maria' }],
      ['the name in capitals', { username: 'MARIA' }],
      ['the address', { email: 'maria@example.com' }],
      ['the address in capitals', { email: 'MARIA@EXAMPLE.COM' }],
    ])('refuses %s of somebody else', async (_, taken) => {
      const before = await countRows(parley.database, 'users');
      const body = { username: 'new-one', email: 'new-one@example.com', password, ...taken };
      expectProblem(await register(body), 409, 'users.taken');
      expect(await countRows(parley.database, 'users')).toBe(before);
    });

    it('lets one of ten people at once have a name', async () => {
      const names = ['Zoe', 'zoe', 'ZOE', 'zOe', 'zoE', 'ZOe', 'zOE', 'ZoE', 'Zoe', 'zoe'];
      const answers = await Promise.all(
        names.map((username, n) => register({ username, email: `zoe${n}@example.com`, password })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    });

    it.each([
      ['username', 'ab'],
      ['username', 'a'.repeat(65)],
      ['username', 'a b c'],
      ['username', 'a\0b'],
      ['username', ['abc']],
      ['email', 'nobody'],
      ['email', `${'a'.repeat(250)}@example.com`],
      ['password', 'short'],
      ['password', 'x'.repeat(257)],
      ['password', 'Password1'],
      ['password', 'someone-2026'],
      ['password', 12_345_678],
    ])('refuses the %s %j', async (field, value) => {
      const body = { username: 'someone', email: 'someone@example.com', password, [field]: value };
      const problem = expectProblem(await register(body), 400, 'request.invalid');
      expect(problem.errors?.map((error) => error.field)).toEqual([field]);
    });

    it('is closed where it is closed', async () => {
      const closed = await startTestApp({ REGISTRATION: 'closed' }, parley.database);
      try {
        const body = { username: 'late', email: 'late@example.com', password };
        expectProblem(await new RestClient(closed.url).post('/auth/register', body), 403, 'auth.registration_closed');
        expect(await countRows(parley.database, `users WHERE username = 'late'`)).toBe(0);
      } finally {
        await closed.close();
      }
    });
  });

  describe('signing in', () => {
    it('takes JSON, and the name in any case', async () => {
      const token = expectStatus(await login({ username: 'mARIA', password }), 200);
      expect(token).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
        token_type: 'Bearer',
        expires_in: 900,
        refresh_token: expect.stringMatching(/^[\w-]{43}$/) as string,
        user_id: expect.any(String) as string,
      });
      const me = expectStatus(await new RestClient(parley.url, token.access_token).get<AccountDto>('/auth/me'), 200);
      expect(me).toMatchObject({ id: token.user_id, username: 'Maria', role: 'user' });
      expect(me.permissions).toContain('calls.write');
      expect(me.permissions).not.toContain('calls.delete');
    });

    it('takes the form of the OAuth2 password flow', async () => {
      const form = new URLSearchParams({
        grant_type: 'password',
        username: 'maria',
        password,
        scope: '',
        client_id: 'x',
        client_secret: 'y',
      });
      expect(expectStatus(await login(form.toString(), FORM), 200).token_type).toBe('Bearer');
      const extra = expectProblem(await login(`${form.toString()}&role=admin`, FORM), 400, 'request.invalid');
      expect(extra.errors?.[0]?.field).toBe('role');
      expectProblem(await login({ username: 'maria', password, grant_type: 'password' }), 400, 'request.invalid');
    });

    it('answers an unknown name and a wrong password alike', async () => {
      const attempts = [
        { username: 'nobody', password },
        { username: 'maria', password: `${password}!` },
        { username: 'maria', password: password.toUpperCase() },
        { username: 'maria', password: `${password} ` },
        { username: "maria' OR '1'='1", password },
      ];
      const problems: ProblemBody[] = [];
      for (const attempt of attempts) problems.push(expectProblem(await login(attempt), 401, 'auth.wrong_credentials'));
      const told = problems.map(({ correlationId: _, ...problem }) => problem);
      expect(new Set(told.map((problem) => JSON.stringify(problem))).size).toBe(1);
    });

    it('refuses a deactivated account as if it were unknown, and its token at /auth/me', async () => {
      expectStatus(await register({ username: 'gone', email: 'gone@example.com', password }), 201);
      const { access_token } = expectStatus(await login({ username: 'gone', password }), 200);
      await runSql(parley.database, `UPDATE users SET active = false WHERE username = 'gone'`);
      expectProblem(await login({ username: 'gone', password }), 401, 'auth.wrong_credentials');
      expectProblem(await new RestClient(parley.url, access_token).get('/auth/me'), 401, 'auth.invalid');
    });

    it.each([
      ['username', { username: '' }],
      ['username', { username: ['maria'] }],
      ['username', { username: { $ne: '' } }],
      ['password', { password: 'x'.repeat(257) }],
      ['password', { password: null }],
    ])('refuses a wrong %s precisely', async (field, change) => {
      const problem = expectProblem(await login({ username: 'maria', password, ...change }), 400, 'request.invalid');
      expect(problem.errors?.map((error) => error.field)).toEqual([field]);
    });
  });
});
