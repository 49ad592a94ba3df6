import fc from 'fast-check';
import { checkPassword, passwordFault } from './password-policy';

const maria = { username: 'Maria', email: 'maria.lopez@example.com' };
const LENGTH = 'must be 8 to 256 characters long';
const COMMON = 'is one of the most common passwords';
const NAMES = 'must not be mostly the user name, the e-mail address or "parley"';

describe('a password', () => {
  it.each([
    ['seven letters', 'abcdefg', LENGTH],
    ['seven emoji, though they are fourteen UTF-16 units', '🐴'.repeat(7), LENGTH],
    ['257 letters', 'ab '.repeat(85) + 'xy', LENGTH],
    ['257 characters that some count as none', `a${'\ufe0f'.repeat(256)}`, LENGTH],
    ['nothing', '', LENGTH],
    ['a common one', 'password1', COMMON],
    ['a common one in capitals', 'PassWord1', COMMON],
    ['the user name', 'Maria-maria', NAMES],
    ['the user name and a year', 'Maria2026', NAMES],
    ['the e-mail address', 'maria.lopez@example.com', NAMES],
    ['the beginning of the e-mail address', 'Maria.Lopez1!', NAMES],
    ['the product', 'parley-2026', NAMES],
    ['the product and the user name', 'Parley+Maria', NAMES],
  ])('that is %s is refused', async (_, password, fault) => {
    expect(await passwordFault(password, maria)).toBe(fault);
  });

  it.each([
    ['eight letters', 'zkqwvbxj'],
    ['eight emoji', '🐴🔋🧷🐴🔋🧷🐴🔋'],
    ['256 emoji', '🐴🔋'.repeat(128)],
    ['a phrase with spaces at its ends', ' correct horse battery '],
    ['a common one with a space', 'password1 '],
    ['the user name among other words', 'what maria ate for lunch'],
    ['letters of any script', 'лошадь батарея'],
  ])('that is %s is good', async (_, password) => {
    expect(await passwordFault(password, maria)).toBeUndefined();
  });

  it('may be mostly a name of one or two letters, which any word holds', async () => {
    expect(await passwordFault('aaaaaaab', { username: 'aa', email: 'a@example.com' })).toBeUndefined();
  });

  it('needs nobody with an address', async () => {
    expect(await passwordFault('admin-admin', { username: 'admin', email: null })).toBe(NAMES);
  });

  it('is refused under the name of its field', async () => {
    const refusal = checkPassword('password1', maria, 'newPassword');
    await expect(refusal).rejects.toMatchObject({ errors: [{ field: 'newPassword', message: COMMON }] });
    await expect(checkPassword('correct horse battery', maria)).resolves.toBeUndefined();
  });

  it('of random characters is good, whatever they are', async () => {
    const random = fc.string({ unit: 'binary', minLength: 24, maxLength: 256 });
    const property = fc.asyncProperty(random, async (password) => {
      expect(await passwordFault(password, maria)).toBeUndefined();
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
