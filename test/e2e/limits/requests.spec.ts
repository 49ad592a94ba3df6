import { request } from 'node:http';
import { uuidv7 } from '../../../src/core/database/ids';
import { newApiKey } from '../../../src/core/access/keys/api-key-secret';
import { LimitStorage } from '../../../src/core/access/limits/limit-storage';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets, dataOf, errorOf } from '../../support/call-socket';
import { restAs, tokenFor } from '../../support/people';
import { deadline } from '../../support/wait-for';
import { Answer, expectProblem, expectStatus, RestClient } from '../../support/rest-client';

const DEFAULT = 60;
const INGEST = 20;

let parley: TestApp;
/** Known to be signed in before anybody floods the address that all come from. */
let viewer: RestClient;
beforeAll(async () => {
  parley = await startTestApp({ RATE_LIMITS: `default=${DEFAULT},ingest=${INGEST},uploads=2` });
  viewer = restAs(parley, 'viewer');
  expectStatus(await viewer.get('/calls?limit=1'), 200);
}, 60_000);
afterEach(closeCallSockets);
afterAll(() => parley.close());

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const said = (count: number, from = 1) =>
  upTo(count).map((number) => ({
    seq: from + number - 1,
    speaker: 'customer',
    startMs: null,
    endMs: null,
    text: 'Hi',
  }));

function limitsOf({ headers }: Answer): (number | null)[] {
  return ['limit', 'remaining', 'reset'].map((name) => {
    const value = headers.get(`ratelimit-${name}`);
    return value === null ? null : Number(value);
  });
}

const createCall = async (user: RestClient, utterances?: object[]) =>
  user.post<{ id: string }>('/calls', { agent: { externalId: 'a-1', name: 'Maria' }, utterances });

const withKey = (key: string) => new RestClient(parley.url).get('/calls', { headers: { 'x-api-key': key } });

/** Announces a body and never sends it. */
function statusWithoutBody(path: string, token: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': '1000' };
    const sent = request(`${parley.url}/api/v1${path}`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      sent.destroy();
    });
    sent.on('error', reject).flushHeaders();
  });
}

describe('the headers', () => {
  it('stand on every answer, right or wrong, and count down', async () => {
    const user = restAs(parley, 'user');
    const answers = [
      await user.get('/calls?limit=1'),
      await user.get('/calls?limit=nonsense'),
      await user.get(`/calls/${uuidv7()}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 404]);
    expect(answers.map(limitsOf)).toEqual([
      [DEFAULT, DEFAULT - 1, 1],
      [DEFAULT, DEFAULT - 2, 2],
      [DEFAULT, DEFAULT - 3, 3],
    ]);
  });

  it('tell on a refusal when to come back, and then it works', async () => {
    const user = restAs(parley, 'user');
    const answers = await Promise.all(upTo(DEFAULT + 5).map(() => user.get('/calls?limit=1')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    const [first] = refused;
    expectProblem(first as Answer, 429, 'request.rate_limited');
    expect(limitsOf(first as Answer)).toEqual([DEFAULT, 0, DEFAULT]);
    const retryAfter = Number(first?.headers.get('retry-after'));
    expect(retryAfter).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, retryAfter * 1_000));
    expect((await user.get('/calls?limit=1')).status).toBe(200);
  });

  it('are missing where nothing is limited', async () => {
    for (const path of ['/health', '/health/live', '/ready', '/']) {
      const { status, headers } = await fetch(parley.url + path);
      expect([path, status, headers.get('ratelimit-limit')]).toEqual([path, 200, null]);
    }
  });
});

describe('ingest', () => {
  it('is limited by utterances, over REST and sockets together', async () => {
    const token = tokenFor(parley, 'user');
    const user = new RestClient(parley.url, token);
    const { id } = expectStatus(await createCall(user), 201);
    expect(limitsOf(await user.post(`/calls/${id}/utterances`, { utterances: said(15) })).slice(0, 2)).toEqual([20, 4]);
    const socket = await CallSocket.connect(parley.url, token);
    const refused = errorOf(await socket.ask('utterance', { callId: id, utterances: said(10, 16) as never }));
    expect(refused.code).toBe('request.rate_limited');
    expect(refused.message).toMatch(/^Try again in \d+ s/);
    expect(refused.retryAfterSeconds).toBeGreaterThan(10);
    expect(dataOf(await socket.ask('utterance', { callId: id, utterances: said(3, 16) as never })).lastPosition).toBe(
      18,
    );
    expectProblem(await user.post(`/calls/${id}/utterances`, { utterances: said(9, 20) }), 429, 'request.rate_limited');
    expect((await user.get('/calls?limit=1')).status).toBe(200);
  });

  it('lets a delivery larger than the limit pass when nothing was used, and counts a new call with its utterances', async () => {
    const user = restAs(parley, 'user');
    const created = await createCall(user, said(200));
    expect([created.status, ...limitsOf(created)]).toEqual([201, INGEST, 0, 60]);
    expectProblem(await createCall(user), 429, 'request.rate_limited');
  });

  it('refuses before the body is read when it was refused before', async () => {
    const token = tokenFor(parley, 'user');
    const user = new RestClient(parley.url, token);
    expectStatus(await createCall(user, said(20)), 201);
    expectProblem(await createCall(user), 429, 'request.rate_limited');
    expect(await deadline('an answer', statusWithoutBody('/calls', token))).toBe(429);
  });

  it('counts an import as an upload and by its size', async () => {
    const user = restAs(parley, 'user');
    const send = (text: string) => user.post('/calls/import', text, { headers: { 'content-type': 'text/plain' } });
    const statuses = [await send('no transcript'), await send('none either'), await send('nor this')];
    expect(statuses.map(({ status }) => status)).toEqual([expect.any(Number), expect.any(Number), 429]);
    expect(limitsOf(statuses[0] as Answer)).toEqual([2, 1, 30]);
    const large = await restAs(parley, 'user').post('/calls/import', 'x'.repeat(25_000), {
      headers: { 'content-type': 'text/plain' },
    });
    expect(limitsOf(large)).toEqual([INGEST, 0, 60]);
  });
});

it('takes what a socket asks for from the same bucket as REST', async () => {
  const token = tokenFor(parley, 'user');
  const socket = await CallSocket.connect(parley.url, token);
  for (const _ of upTo(5)) errorOf(await socket.ask('subscribe', { callId: uuidv7() }));
  expect(limitsOf(await new RestClient(parley.url, token).get('/calls?limit=1'))[1]).toBe(DEFAULT - 6);
});

it('refuses a flood of wrong credentials, but nobody who is signed in, and no probe', async () => {
  const user = restAs(parley, 'user');
  expect((await user.get('/calls?limit=1')).status).toBe(200);
  const stranger = new RestClient(parley.url, 'not.a.token');
  const answers = await Promise.all(upTo(DEFAULT + 20).map(() => stranger.get('/calls')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(10);
  expectProblem(refused[0] as Answer, 429, 'request.rate_limited');
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect((await user.get('/calls?limit=1')).status).toBe(200);
  expect((await fetch(`${parley.url}/health/live`)).status).toBe(200);
  const [garbage, made] = [await withKey('not a key'), await withKey(newApiKey().text)];
  expectProblem(garbage, 429, 'request.rate_limited');
  expectProblem(made, 401, 'auth.invalid');
});

it('tells the limit that was reached by made-up API keys, and by refusals', async () => {
  const unknown = await Promise.all(upTo(300).map(() => withKey(newApiKey().text)));
  const denied = await Promise.all(upTo(340).map(() => viewer.get('/users')));
  for (const [answers, told] of [
    [unknown, [100, 0, 5]],
    [denied, [300, 0, 150]],
  ] as const) {
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const answer of refused) expect(limitsOf(answer)).toEqual(told);
  }
});

it("serves the library's own guard by the same buckets", async () => {
  const storage = parley.app.get(LimitStorage, { strict: false });
  const hit = () => storage.increment(uuidv7(), 60_000, 2, 60_000, 'default');
  expect(await hit()).toEqual({ totalHits: 1, timeToExpire: 30, isBlocked: false, timeToBlockExpire: 0 });
  const key = uuidv7();
  const again = () => storage.increment(key, 60_000, 2, 60_000, 'default');
  expect([await again(), await again(), await again()]).toMatchObject([
    { isBlocked: false },
    { isBlocked: false },
    { isBlocked: true, timeToBlockExpire: 30 },
  ]);
});
