import { createHmac } from 'node:crypto';
import { AccessTokens } from '../../../src/core/access/access-tokens';
import { uuidv7 } from '../../../src/core/database/ids';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket } from '../../support/call-socket';
import { tokenFor } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';

const SECRET = 'a secret that only this test knows, 32 bytes or more';
const HEADER = { typ: 'at+jwt', alg: 'HS256', kid: 'configured' };
const now = () => Math.floor(Date.now() / 1000);

/** Claims as Parley makes them, for a token that lives a minute more. */
const claims = () => ({
  sub: uuidv7(),
  sid: uuidv7(),
  name: 'maria',
  role: 'viewer',
  jti: uuidv7(),
  iat: now(),
  exp: now() + 60,
  iss: 'parley',
  aud: 'parley-api',
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs whatever it is given, as somebody who knows the secret could. */
function sign(payload: object, header: object = HEADER, digest = 'sha256', secret = SECRET): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`;
}

const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));

describe('access tokens', () => {
  let parley: TestApp;
  beforeAll(async () => {
    parley = await startTestApp({ JWT_SECRET: SECRET });
  }, 60_000);
  afterAll(() => parley.close());

  const use = (token: string) => new RestClient(parley.url, token).get('/calls');

  it('of Parley are taken, and so is one that is made the same way', async () => {
    expectStatus(await use(tokenFor(parley, 'viewer')), 200);
    expectStatus(await use(sign(claims())), 200);
  });

  it.each<[string, () => string]>([
    ['unsigned', () => `${encode({ ...HEADER, alg: 'none' })}.${encode(claims())}.`],
    ['unsigned, though it says HS256', () => `${encode(HEADER)}.${encode(claims())}.`],
    ['signed by HS512', () => sign(claims(), { ...HEADER, alg: 'HS512' }, 'sha512')],
    ['signed by another secret', () => sign(claims(), HEADER, 'sha256', `${SECRET}!`)],
    ['signed by no secret', () => sign(claims(), HEADER, 'sha256', '')],
    ['of another audience', () => sign({ ...claims(), aud: 'other' })],
    ['of another issuer', () => sign({ ...claims(), iss: 'other' })],
    ['of another type', () => sign(claims(), { ...HEADER, typ: 'JWT' })],
    ['of no type', () => sign(claims(), { alg: 'HS256' })],
    ['without end', () => sign(without('exp'))],
    ['without subject', () => sign(without('sub'))],
    ['without issuer', () => sign(without('iss'))],
    ['without audience', () => sign(without('aud'))],
    ['without id', () => sign(without('jti'))],
    ['of an unknown role', () => sign({ ...claims(), role: 'root' })],
    ['of a role of prototypes', () => sign({ ...claims(), role: 'constructor' })],
    ['issued too long ago for its end', () => sign({ ...claims(), iat: now() - 86_400, exp: now() + 86_400 })],
    ['in four parts', () => `${sign(claims())}.x`],
    ['in words', () => 'not a token'],
  ])('that are %s are refused', async (_, token) => {
    const answer = await use(token());
    expect(answer.status).toBe(401);
    expect(['auth.invalid', 'auth.expired', 'auth.required']).toContain((answer.body as { code: string }).code);
    await expect(CallSocket.connect(parley.url, token())).rejects.toMatchObject({
      data: { code: expect.stringMatching(/^auth\./) as string },
    });
  });

  it('whose content was changed are refused', async () => {
    const [header, , signature] = sign(claims()).split('.');
    expectProblem(await use(`${header}.${encode({ ...claims(), role: 'admin' })}.${signature}`), 401, 'auth.invalid');
  });

  it('that have expired are told so, also when they were used before', async () => {
    expectProblem(await use(sign({ ...claims(), iat: now() - 60, exp: now() - 1 })), 401, 'auth.expired');
    const brief = sign({ ...claims(), exp: now() + 2 });
    expectStatus(await use(brief), 200);
    const tokens = parley.app.get(AccessTokens);
    const late = Date.now() + 3_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(late);
    try {
      expect(() => tokens.verify(brief)).toThrow('expired');
    } finally {
      clock.mockRestore();
    }
  });

  it('are read from the Authorization header alone', async () => {
    const token = tokenFor(parley, 'viewer');
    const anyone = new RestClient(parley.url);
    expect((await anyone.get(`/calls?access_token=${token}`)).status).toBe(401);
    expect((await anyone.get(`/calls?token=${token}`)).status).toBe(401);
    expect((await anyone.get('/calls', { headers: { cookie: `token=${token}` } })).status).toBe(401);
    expect((await anyone.get('/calls', { headers: { authorization: `Basic ${token}` } })).status).toBe(401);
  });
});
