import * as argon2 from '@node-rs/argon2';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';
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

  it('is the same for an unknown name, a wrong password and the right one, from the first attempt on', async () => {
    const unknown = await workOf('nobody', password);
    expect(unknown).toEqual({ hashes: 0, verifications: ['m=19456,t=2,p=1'] });
    expect(await workOf('maria', 'wrong password')).toEqual(unknown);
    expect(await workOf('maria', password)).toEqual(unknown);
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
