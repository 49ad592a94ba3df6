import { startTestApp, TestApp } from '../../support/app';
import { Answer, expectProblem, RestClient } from '../../support/rest-client';

type Headers = Record<string, string>;

let parley: TestApp;
let sibling: TestApp;
beforeAll(async () => {
  parley = await startTestApp({ RATE_LIMITS: '', TRUST_PROXY: '1' });
  sibling = await startTestApp({ RATE_LIMITS: '', TRUST_PROXY: '1' }, parley.database);
}, 60_000);
afterAll(async () => {
  await sibling.close();
  await parley.close();
});

const from = (address: string): Headers => ({ 'x-forwarded-for': address });

/** No such user, so that no attempt costs more than the limit does. */
function attempt(username: string, headers: Headers, app = parley): Promise<Answer> {
  return new RestClient(app.url).post('/auth/login', { username, password: 'not the password' }, { headers });
}

const limitsOf = ({ headers }: Answer) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`ratelimit-${name}`) ?? NaN));

it('refuses the sixth attempt at an account within a minute', async () => {
  for (let number = 1; number <= 5; number += 1) {
    const answer = await attempt(number % 2 ? 'maria' : 'MARIA', from(`192.0.2.${number}`));
    expectProblem(answer, 401, 'auth.wrong_credentials');
    expect(limitsOf(answer).slice(0, 2)).toEqual([5, 5 - number]);
  }
  const refused = await attempt('Maria', from('192.0.2.77'));
  expectProblem(refused, 429, 'request.rate_limited');
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(10);
  expect(retryAfter).toBeLessThanOrEqual(12);
  expectProblem(await attempt('jonas', from('192.0.2.77')), 401, 'auth.wrong_credentials');
});
