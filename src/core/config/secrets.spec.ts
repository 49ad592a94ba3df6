import { randomBytes, randomInt } from 'node:crypto';
import { secretFault } from './secrets';

const jwt = (secret: string) => secretFault(secret, { bytes: 32, distinct: 8 });
const short = (secret: string) => secretFault(secret, { bytes: 8, distinct: 4 });

describe('a secret of the environment', () => {
  it.each([
    ['short', 'must be at least 32 bytes long'],
    ['x'.repeat(64), 'must have at least 8 different characters'],
    ['01'.repeat(32), 'must have at least 8 different characters'],
    ['0123456789abcdef'.repeat(4), 'must not be a pattern: take a random one'],
    ['correct-horse-correct-horse-correct-', 'must not be a pattern: take a random one'],
    ['abcdefghijklmnopqrstuvwxyz0123456789', 'must not be a pattern: take a random one'],
    ['zyxwvutsrqponmlkjihgfedcba9876543210', 'must not be a pattern: take a random one'],
    ['a-string-secret-at-least-256-bits-long', 'must not be a placeholder: take a random one'],
    ['please_change_this_secret_key_in_production', 'must not be a placeholder: take a random one'],
    ['YOUR-256-BIT-SECRET-YOUR-256-BIT-KEY!', 'must not be a placeholder: take a random one'],
    ['mysupersecretjwtsigningkey1234567890', 'must not be a placeholder: take a random one'],
    ['Sup3rS3cr3tJwtT0k3nSigningK3yChang3M3', 'must not be a placeholder: take a random one'],
  ])('%s is refused', (secret, fault) => expect(jwt(secret)).toBe(fault));

  it.each([
    'changeme',
    'ChangeMe123!',
    'P@ssw0rd',
    'secret12',
    'admin123',
    '12345678',
    'abababab',
    'password-password',
  ])('%s is refused, though it is long enough for a password', (secret) => expect(short(secret)).toMatch(/^must /));

  it.each(['correct horse battery', 'given by the operator', 'bench-password', 'the first one', 'Tr0ub4dor&3'])(
    '%s is no placeholder',
    (secret) => expect(short(secret)).toBeUndefined(),
  );

  it('is never refused when it is random', () => {
    for (let n = 0; n < 500; n += 1) {
      const bytes = randomBytes(32);
      const digits = Array.from({ length: 78 }, () => randomInt(10)).join('');
      for (const secret of [bytes.toString('hex'), bytes.toString('base64'), digits])
        expect(jwt(secret)).toBeUndefined();
    }
  });

  it('is judged at once, however long it is', () => {
    const begun = performance.now();
    jwt('secret'.repeat(2_000) + 'x');
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
