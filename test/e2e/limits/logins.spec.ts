import { startTestApp, TestApp } from '../../support/app';
import { Answer, expectProblem, RestClient } from '../../support/rest-client';

type Headers = Record<string, string>;

/** Behind one proxy. */
let proxied: TestApp;
/** Another process of the same installation, reached directly. */
let direct: TestApp;

beforeAll(async () => {
  proxied = await startTestApp({ RATE_LIMITS: '', TRUST_PROXY: '1' });
  direct = await startTestApp({ RATE_LIMITS: '' }, proxied.database);
}, 60_000);
afterAll(async () => {
  await direct.close();
  await proxied.close();
});

const from = (address: string): Headers => ({ 'x-forwarded-for': address });
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function attempt(username: string, headers: Headers, app = proxied): Promise<Answer> {
  return new RestClient(app.url).post('/auth/login', { username, password: 'not the password' }, { headers });
}

let nobodies = 0;
/** An attempt that costs no hashing, for an account that nobody else tries. */
function malformed(headers: Headers, app = proxied): Promise<Answer> {
  return new RestClient(app.url).post('/auth/login', { username: `nobody-${(nobodies += 1)}` }, { headers });
}

async function exhaust(address: string, app = proxied): Promise<void> {
  for (const answer of await Promise.all(upTo(20).map(() => malformed(from(address), app)))) {
    expectProblem(answer, 400, 'request.invalid');
  }
}

it('refuses the sixth attempt at an account within a minute, and lets others in', async () => {
  for (const number of upTo(5)) {
    const answer = await attempt(number % 2 ? 'maria' : 'MARIA', from(`192.0.2.${number}`));
    expectProblem(answer, 401, 'auth.wrong_credentials');
    expect(answer.headers.get('ratelimit-limit')).toBe('5');
    expect(answer.headers.get('ratelimit-remaining')).toBe(String(5 - number));
  }
  const refused = await attempt('Maria', from('192.0.2.77'));
  expectProblem(refused, 429, 'request.rate_limited');
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(8);
  expect(retryAfter).toBeLessThanOrEqual(12);
  expectProblem(await attempt('jonas', from('192.0.2.77')), 401, 'auth.wrong_credentials');
});

it('counts an account in all processes together', async () => {
  const apps = [proxied, direct, proxied, direct, proxied];
  for (const app of apps) expect((await attempt('shared', from('192.0.2.9'), app)).status).toBe(401);
  for (const app of [direct, proxied]) {
    expectProblem(await attempt('shared', from('192.0.2.9'), app), 429, 'request.rate_limited');
  }
});

it('refuses the 21st attempt from one address, whatever the accounts and whatever is wrong with the body', async () => {
  await exhaust('192.0.2.21');
  const refused = await attempt('franz', from('192.0.2.21'));
  expectProblem(refused, 429, 'request.rate_limited');
  expect(refused.headers.get('ratelimit-limit')).toBe('20');
  expect((await malformed(from('192.0.2.22'))).status).toBe(400);
  const sent = { headers: from('192.0.2.21') };
  const unread = await new RestClient(proxied.url).post('/auth/login', '{', sent);
  expectProblem(unread, 429, 'request.rate_limited');
});

it('does not count an attempt against the account that the address is refused for', async () => {
  await exhaust('192.0.2.31');
  for (const _ of upTo(6)) expect((await attempt('spared', from('192.0.2.31'))).status).toBe(429);
  const answer = await attempt('spared', from('192.0.2.32'));
  expect([answer.status, answer.headers.get('ratelimit-remaining')]).toEqual([401, '4']);
});

it('counts a body that cannot be read', async () => {
  const send = () => new RestClient(proxied.url).post('/auth/login', '{', { headers: from('192.0.2.41') });
  const answers = await Promise.all(upTo(21).map(send));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(20).fill(400), 429]);
});

it('counts the address that the proxy saw, not what was made up to its left', async () => {
  await exhaust('198.51.100.7');
  for (const made of ['203.0.113.1', '203.0.113.2, 10.0.0.1', '::1']) {
    expect((await malformed(from(`${made}, 198.51.100.7`))).status).toBe(429);
  }
  expect((await malformed(from('198.51.100.7, 198.51.100.8'))).status).toBe(400);
});

it('counts a whole /64 of IPv6 as one address', async () => {
  await exhaust('2001:db8:1:2::1');
  expect((await malformed(from('2001:db8:1:2:ffff::9'))).status).toBe(429);
  expect((await malformed(from('2001:db8:1:3::1'))).status).toBe(400);
});

it('counts an address as one whatever its port and spelling, and all that is no address together', async () => {
  const spellings = ['203.0.113.77', '203.0.113.77:10001', '203.0.113.77:10002', '::ffff:203.0.113.77'];
  const others = ['::ffff:cb00:714d', '[::ffff:203.0.113.77]:10003', '[::FFFF:CB00:714D]'];
  await exhaust('203.0.113.77:10000');
  for (const spelling of [...spellings, ...others]) expect((await malformed(from(spelling))).status).toBe(429);
  expect((await malformed(from('::ffff:cb00:714e'))).status).toBe(400);
  await exhaust('[2001:db8:7:7::1]:10000');
  expect((await malformed(from('[2001:db8:7:7::2]:10001'))).status).toBe(429);
  await exhaust('no address');
  expect((await malformed(from('another that is none'))).status).toBe(429);
});

it('is not misled by X-Forwarded-For without a proxy', async () => {
  const answers = await Promise.all(upTo(21).map((number) => malformed(from(`203.0.113.${number}`), direct)));
  // Attempts of other tests at this process came from the same address.
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(1);
  expect((await malformed(from('203.0.113.99'), direct)).status).toBe(429);
});
