import { createHmac, generateKeyPairSync } from 'node:crypto';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { fingerprintOf } from '../../../src/core/access/tokens/signing-keys';
import { uuidv7 } from '../../../src/core/database/ids';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket } from '../../support/call-socket';
import { tokenFor } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';

const SECRET = 'a secret that only this test knows, 32 bytes or more';
const PREVIOUS = 'the secret before it, known to nobody else: 7f3a';
const HEADER = { typ: 'at+jwt', alg: 'HS256', kid: fingerprintOf(SECRET) };
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();
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

const base64 = (text: string) => Buffer.from(text).toString('base64url');
const encode = (value: object) => base64(JSON.stringify(value));

/** Signs whatever it is given, as somebody who knows the secret could. */
function signParts(parts: string, digest = 'sha256', secret = SECRET): string {
  return `${parts}.${createHmac(digest, secret).update(parts).digest('base64url')}`;
}

function sign(payload: object, header: object = HEADER, digest = 'sha256', secret = SECRET): string {
  return signParts(`${encode(header)}.${encode(payload)}`, digest, secret);
}

/** With a payload that no JSON.stringify would write. */
const signText = (payload: string, header = JSON.stringify(HEADER)) =>
  signParts(`${base64(header)}.${base64(payload)}`);
const rewritten = (from: string, to: string) => signText(JSON.stringify(claims()).replace(from, to));
const named = (kid: unknown) => sign(claims(), { ...HEADER, kid });
const lastOf = (token: string) => token.slice(0, -1) + SAME_BITS[token.at(-1) ?? ''];
/** The unused bits of the last character of a signature: another character, the same bytes. */
const SAME_BITS: Record<string, string> = Object.fromEntries(
  [...'AEIMQUYcgkosw048'].map((character) => [character, String.fromCharCode(character.charCodeAt(0) + 1)]),
);

const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));

describe('access tokens', () => {
  let parley: TestApp;
  beforeAll(async () => {
    parley = await startTestApp({ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: PREVIOUS });
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
    ['unsigned by another spelling', () => `${encode({ ...HEADER, alg: 'None' })}.${encode(claims())}.`],
    ['unsigned in capitals', () => `${encode({ ...HEADER, alg: 'NONE' })}.${encode(claims())}.`],
    ['signed, though they say none', () => sign(claims(), { ...HEADER, alg: 'none' })],
    ['signed with a public key as secret', () => sign(claims(), HEADER, 'sha256', PEM)],
    ['signed with a public key, as RS256', () => sign(claims(), { ...HEADER, alg: 'RS256' }, 'sha256', PEM)],
    ['of a list of algorithms', () => sign(claims(), { ...HEADER, alg: ['HS256'] })],
    ['of no key', () => sign(claims(), { typ: 'at+jwt', alg: 'HS256' })],
    ['of an unknown key', () => named('configured')],
    ['of an empty key', () => named('')],
    ['of a key that is a path', () => named('../../../../dev/null')],
    ['of a key that is SQL', () => named("' UNION SELECT 'x' -- ")],
    ['of a key that is a prototype', () => named('__proto__')],
    ['of a key that is an array', () => named([HEADER.kid])],
    ['of a key that is an object', () => named({ kid: HEADER.kid })],
    ['of the key before, signed by this one', () => named(fingerprintOf(PREVIOUS))],
    ['with a key of their own', () => sign(claims(), { ...HEADER, jwk: { kty: 'oct', k: base64(SECRET) } })],
    ['with the address of a key', () => sign(claims(), { ...HEADER, jku: 'http://127.0.0.1:1/keys' })],
    ['with an extension that must be understood', () => sign(claims(), { ...HEADER, crit: ['b64'], b64: false })],
    ['of another type in capitals', () => sign(claims(), { ...HEADER, typ: 'AT+JWT' })],
    ['without session', () => sign(without('sid'))],
    ['without beginning', () => sign(without('iat'))],
    ['without role', () => sign(without('role'))],
    ['of a session that is no UUID', () => sign({ ...claims(), sid: "' OR 1=1 --" })],
    ['of a user who is no UUID', () => sign({ ...claims(), sub: 'admin' })],
    ['of a user who is a list', () => sign({ ...claims(), sub: [uuidv7()] })],
    ['for several audiences', () => sign({ ...claims(), aud: ['parley-api', 'other'] })],
    ['of a role that is a list', () => sign({ ...claims(), role: ['admin'] })],
    ['to end in a text', () => sign({ ...claims(), exp: String(now() + 60) })],
    ['to end between two seconds', () => sign({ ...claims(), exp: now() + 60.5 })],
    ['to end never', () => rewritten(/"exp":\d+/.exec(JSON.stringify(claims()))?.[0] ?? '', '"exp":1e308')],
    ['to end beyond numbers', () => sign({ ...claims(), exp: Number.MAX_SAFE_INTEGER })],
    ['to end before 1970', () => sign({ ...claims(), exp: -1 })],
    ['to end with nothing', () => sign({ ...claims(), exp: null })],
    ['to end before they begin', () => sign({ ...claims(), iat: now() + 20, exp: now() + 10 })],
    ['from the future', () => sign({ ...claims(), iat: now() + 120, exp: now() + 180 })],
    ['not to be used yet', () => sign({ ...claims(), nbf: now() + 60 })],
    ['with a claim twice', () => rewritten('"role":"viewer"', '"role":"viewer","role":"admin"')],
    [
      'with an algorithm twice',
      () => signText(JSON.stringify(claims()), JSON.stringify(HEADER).replace('{', '{"alg":"none",')),
    ],
    ['in JSON that has blanks', () => signText(JSON.stringify(claims(), null, 1))],
    ['a list', () => signText(`[${JSON.stringify(claims())}]`)],
    ['null', () => signText('null')],
    ['no JSON', () => signText('{"sub":')],
    ['a token in a token', () => signText(JSON.stringify(sign(claims())), JSON.stringify({ ...HEADER, cty: 'JWT' }))],
    ['encrypted', () => [{ alg: 'dir', enc: 'A256GCM' }, {}, {}, {}, {}].map(encode).join('.')],
    ['in two parts', () => sign(claims()).split('.').slice(0, 2).join('.')],
    ['in four parts', () => `${sign(claims())}.x`],
    ['without a header', () => `.${sign(claims()).split('.').slice(1).join('.')}`],
    ['in characters that look alike', () => sign(claims()).replace('e', 'е')],
    ['padded', () => `${sign(claims())}=`],
    ['followed by a line', () => `${sign(claims())}\n.`],
    ['spelled otherwise at their end', () => lastOf(sign(claims()))],
    ['very long', () => sign({ ...claims(), name: 'x'.repeat(5_000) })],
    ['in words', () => 'not a token'],
  ])('that are %s are refused', async (_, token) => {
    const refused = { data: { code: expect.stringMatching(/^auth\.(invalid|expired|required)$/) as string } };
    await expect(CallSocket.connect(parley.url, token())).rejects.toMatchObject(refused);
    // What no header can carry is refused before it is a token.
    if (/[^\x20-\x7e]/.test(token())) return;
    const answer = await use(token());
    expect(answer.status).toBe(401);
    expect(['auth.invalid', 'auth.expired', 'auth.required']).toContain((answer.body as { code: string }).code);
  });

  it('of another process are taken when its clock is a little ahead, and when it is of the secret before', async () => {
    expectStatus(await use(sign({ ...claims(), iat: now() + 25, exp: now() + 60 })), 200);
    const previous = { ...HEADER, kid: fingerprintOf(PREVIOUS) };
    expectStatus(await use(sign(claims(), previous, 'sha256', PREVIOUS)), 200);
    expectProblem(await use(sign(claims(), HEADER, 'sha256', PREVIOUS)), 401, 'auth.invalid');
  });

  it('never name the secret in their header', () => {
    const [header = ''] = tokenFor(parley, 'viewer').split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(HEADER);
    expect(HEADER.kid).toMatch(/^[\w-]{16}$/);
  });

  it('that are refresh tokens of somebody are refused', async () => {
    const account = { username: 'rita', password: 'correct horse battery' };
    const anyone = new RestClient(parley.url);
    expectStatus(await anyone.post('/auth/register', { ...account, email: 'rita@example.com' }), 201);
    const login = expectStatus(
      await anyone.post<{ refresh_token: string; access_token: string }>('/auth/login', account),
      200,
    );
    expectStatus(await use(login.access_token), 200);
    expectProblem(await use(login.refresh_token), 401, 'auth.invalid');
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
