import * as argon2 from '@node-rs/argon2';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

// The real hashing, counted.
jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return { ...real, hash: jest.fn(real.hash), verify: jest.fn(real.verify) };
});

jest.setTimeout(60_000);

const password = 'correct horse battery';
const verify = jest.mocked(argon2.verify);
const hash = jest.mocked(argon2.hash);

describe('the work behind signing in', () => {
  let parley: TestApp;
  let anyone: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    anyone = new RestClient(parley.url);
    const account = { username: 'maria', email: 'maria@example.com', password };
    expectStatus(await anyone.post('/auth/register', account), 201);
  });
  afterAll(() => parley.close());

  async function workOf(username: string, attempt: string) {
    verify.mockClear();
    hash.mockClear();
    await anyone.post('/auth/login', { username, password: attempt });
    const parameters = verify.mock.calls.map(([stored]) => /m=\d+,t=\d+,p=\d+/.exec(String(stored))?.[0]);
    return { hashes: hash.mock.calls.length, verifications: parameters };
  }

  it('is the same for an unknown or inactive user, a wrong password and the right one, from the first on', async () => {
    const unknown = await workOf('nobody', password);
    expect(unknown).toEqual({ hashes: 0, verifications: ['m=19456,t=2,p=1'] });
    expect(await workOf('maria', 'wrong password')).toEqual(unknown);
    expect(await workOf('maria', password)).toEqual(unknown);
    await runSql(parley.database, `UPDATE users SET active = false WHERE username = 'maria'`);
    expect(await workOf('maria', password)).toEqual(unknown);
    await runSql(parley.database, 'UPDATE users SET active = true');
  });

  describe('with a stored hash', () => {
    const signIn = (attempt = password) => anyone.post('/auth/login', { username: 'maria', password: attempt });
    const store = (stored: string) =>
      runSql(parley.database, `UPDATE users SET password_hash = $1 WHERE username = 'maria'`, [stored]);
    const stored = async () => {
      const [row] = await runSql<{ hash: string }>(
        parley.database,
        `SELECT password_hash AS hash FROM users WHERE username = 'maria'`,
      );
      return row?.hash ?? '';
    };
    const hashed = (memoryCost: number, text = password) =>
      argon2.hash(text, { memoryCost, timeCost: 2, parallelism: 1 });
    const strong = expect.stringContaining('$m=19456,t=2,p=1$') as string;

    it('that is too dear, or none, is not verified, but as much is done', async () => {
      for (const wrong of [(await hashed(8)).replace('m=8,', 'm=4000000,'), 'none', '']) {
        await store(wrong);
        expect(await workOf('maria', password)).toEqual({ hashes: 0, verifications: ['m=19456,t=2,p=1'] });
        expectProblem(await signIn(), 401, 'auth.wrong_credentials');
      }
    });

    it('that is weaker than those of today is replaced after the right password only', async () => {
      const weak = await hashed(1_024);
      await store(weak);
      expectProblem(await signIn('wrong password'), 401, 'auth.wrong_credentials');
      expect(await stored()).toBe(weak);
      expectStatus(await signIn(), 200);
      expect(await waitFor('a new hash', stored, 10_000, (now) => now !== weak)).toEqual(strong);
      expectStatus(await signIn(), 200);
    });

    it('is replaced while twenty sign in at once, and all of them get in', async () => {
      await store(await hashed(1_024));
      const answers = await Promise.all(upTo(20).map(() => signIn()));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await waitFor('a new hash', stored, 10_000, (now) => now.includes('m=19456'))).toEqual(strong);
    });

    it.each([
      ['is replaced meanwhile by one of the same password: he gets in', password, 200],
      ['is replaced meanwhile by one of another password: he does not', 'another good one', 401],
    ])('%s', async (_, text, status) => {
      await store(await hashed(19_456));
      const next = await hashed(19_456, text);
      const real = jest.requireActual<typeof argon2>('@node-rs/argon2').verify;
      verify.mockImplementationOnce(async (...args: Parameters<typeof real>) => {
        const right = await real(...args);
        await store(next);
        return right;
      });
      expectStatus(await signIn(), status);
    });

    it('is not replaced when another password was set meanwhile', async () => {
      const before = 'the one before all';
      await store(await hashed(1_024, before));
      const other = await hashed(19_456);
      const real = jest.requireActual<typeof argon2>('@node-rs/argon2').hash;
      let made: Promise<string> | undefined;
      hash.mockImplementation((...[text, ...rest]: Parameters<typeof real>) => {
        if (text !== before) return real(text, ...rest);
        return (made = store(other).then(() => real(text, ...rest)));
      });
      expectStatus(await signIn(before), 200);
      await waitFor('the hash of the password before', () => made);
      // What was to be stored is asked of the database before these are.
      await Promise.all(upTo(12).map(() => signIn('wrong password')));
      expect(await stored()).toBe(other);
      expectStatus(await signIn(), 200);
      hash.mockImplementation(real);
    });
  });

  it('is done for two at a time while fifty wait; one more is turned away at once, and health answers on', async () => {
    const real = jest.requireActual<typeof argon2>('@node-rs/argon2').verify;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let running = 0;
    let most = 0;
    verify.mockImplementation(async (...args: Parameters<typeof real>) => {
      most = Math.max(most, ++running);
      await gate;
      return real(...args).finally(() => (running -= 1));
    });
    const early: Answer[] = [];
    const attempts = upTo(60).map(async () => {
      const answer = await anyone.post('/auth/login', { username: 'maria', password });
      early.push(answer);
      return answer;
    });
    await waitFor(
      'the refusals',
      () => early.length,
      20_000,
      (refusals) => refusals === 8,
    );
    const refused = early[0] as Answer;
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).toBe('2');
    const begun = performance.now();
    expect((await fetch(`${parley.url}/health/live`)).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1_000);
    open();
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(52);
    expect(statuses.filter((status) => status === 503)).toHaveLength(8);
    expect(most).toBe(2);
    verify.mockImplementation(real);
    expectStatus(await anyone.post('/auth/login', { username: 'maria', password }), 200);
  });
});
