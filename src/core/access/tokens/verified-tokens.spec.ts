import { Principal } from '../principal';
import { SigningKey } from './signing-keys';
import { VerifiedTokens } from './verified-tokens';

const of = (userId: string) => ({ principal: { userId } as Principal, key: {} as SigningKey });

describe('the tokens that were verified', () => {
  it('of a user who gathers them push out his own, the oldest first', () => {
    const tokens = new VerifiedTokens(100);
    tokens.add('of b', of('b'));
    for (let n = 1; n <= 1_000; n += 1) tokens.add(`${n} of a`, of('a'));
    expect(tokens.get('of b')).toBeDefined();
    expect([tokens.count, tokens.get('984 of a'), tokens.get('985 of a') !== undefined]).toEqual([17, undefined, true]);
  });

  it('are never more than there is room for', () => {
    const tokens = new VerifiedTokens(100);
    for (let n = 1; n <= 250; n += 1) tokens.add(`token ${n}`, of(`user ${n}`));
    expect([tokens.count, tokens.get('token 150'), tokens.get('token 151') !== undefined]).toEqual([
      100,
      undefined,
      true,
    ]);
  });

  it('leave room when they are deleted', () => {
    const tokens = new VerifiedTokens(100);
    for (let n = 1; n <= 16; n += 1) tokens.add(`${n}`, of('a'));
    tokens.delete('16');
    tokens.delete('unknown');
    tokens.add('17', of('a'));
    expect([tokens.count, tokens.get('1') !== undefined]).toEqual([16, true]);
  });
});
