import { isHostAllowed } from './allowed-hosts';

describe('isHostAllowed', () => {
  test.each<[string | undefined, string[], boolean]>([
    ['localhost:3000', ['localhost'], true],
    ['LOCALHOST', ['localhost'], true],
    ['[::1]:3000', ['[::1]'], true],
    ['[::1]', ['[::1]'], true],
    ['evil.example', ['localhost'], false],
    ['localhost.evil.example', ['localhost'], false],
    ['evil.example:3000', ['*'], true],
    [undefined, ['localhost'], false],
  ])('host %s, allowed %j', (host, names, expected) => {
    expect(isHostAllowed(host, names)).toBe(expected);
  });
});
