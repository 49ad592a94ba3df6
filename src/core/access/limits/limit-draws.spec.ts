import { Principal } from '../principal';
import { makeBucket } from './bucket';
import { LimitClassName, limitClassNames, limitOf } from './limit-classes';
import { Asking, drawsOf, makePlan, utterancesIn } from './limit-draws';

const user = { userId: 'user-1', credential: { kind: 'session', id: 'session-1' } } as Principal;
const key = { userId: 'user-1', credential: { kind: 'key', id: 'key-1' } } as Principal;

const bucketOf = (name: LimitClassName) => {
  const { limit, ttl } = limitOf(name, {});
  return makeBucket(name, limit, ttl);
};
const keysOf = (asking: Asking, ...names: LimitClassName[]) =>
  drawsOf(makePlan(names.map(bucketOf)), asking).map((wanted) => wanted.key.replace('parley:limit:', ''));

describe('whose bucket it is', () => {
  test.each<[string, Asking, LimitClassName, string]>([
    ['a user', { user, ip: '192.0.2.1' }, 'default', 'default:user-1'],
    ['an API key', { user: key, ip: '192.0.2.1' }, 'default', 'default:key-1'],
    ['nobody', { ip: '192.0.2.1' }, 'default', 'default:192.0.2.1'],
    ['an IPv6 address', { ip: '2001:db8:1:2:3::4' }, 'default', 'default:2001:db8:1:2::/64'],
    ['a user, where addresses count', { user, ip: '192.0.2.1' }, 'refresh', 'refresh:192.0.2.1'],
    ['a request whose socket is gone', {}, 'default', 'default:unknown'],
  ])('%s', (_, asking, name, expected) => {
    expect(keysOf(asking, name)).toEqual([expected]);
  });

  it('is one bucket however the name is written, and its key does not tell the name', () => {
    const [maria] = keysOf({ body: { username: 'Maria' } }, 'login-account');
    expect(keysOf({ body: { username: 'mARIA' } }, 'login-account')).toEqual([maria]);
    expect(keysOf({ body: { username: 'marİa' } }, 'login-account')).toEqual([maria]);
    expect(keysOf({ body: { username: 'maria ' } }, 'login-account')).not.toEqual([maria]);
    expect(maria).toMatch(/^login-account:[\w-]{43}$/);
  });

  test.each([[undefined], [null], [{}], [{ username: ['maria'] }], ['maria']])(
    'is the address alone when %j names no account',
    (body) => {
      expect(keysOf({ ip: '192.0.2.1', body }, 'login-account', 'login-ip')).toEqual(['login-ip:192.0.2.1']);
    },
  );
});

test.each([
  [{ utterances: [1, 2, 3] }, 3],
  [{ utterances: [] }, 1],
  [{ utterances: 'many' }, 1],
  [{ utterances: { length: -5 } }, 1],
  [{ bytes: Buffer.alloc(2_001) }, 3],
  [{ bytes: 'x'.repeat(9_000) }, 1],
  [undefined, 1],
  [null, 1],
])('%j counts as %d utterances', (body, expected) => {
  expect(utterancesIn(body)).toBe(expected);
});

it('changes the burst along with the rate', () => {
  expect(limitOf('refresh', {})).toEqual({ limit: 300, ttl: 150_000 });
  expect(limitOf('refresh', { refresh: 12 })).toEqual({ limit: 30, ttl: 150_000 });
  expect(limitOf('login-account', { 'login-account': 1 })).toEqual({ limit: 1, ttl: 60_000 });
});

it('keeps every rate through the library and back', () => {
  for (const name of limitClassNames) {
    for (const perMinute of [1, 7, 30, 6_000, 1_000_000]) {
      const { limit, ttl } = limitOf(name, { [name]: perMinute });
      const { interval } = makeBucket(name, limit, ttl);
      expect(60_000_000 / interval / perMinute).toBeCloseTo(1, 2);
    }
  }
});
