import { invalid } from '../errors/field-errors';

/** Whose password it is: what others know of him is no secret. */
export interface PasswordOwner {
  username: string;
  email?: string | null;
}

/** Unicode code points; 256 of them are 1,024 bytes at most. */
export const PASSWORD_LENGTH = { min: 8, max: 256 };

const PRODUCT = 'parley';
/** Shorter names are parts of too many words. */
const SHORTEST_NAME = 3;

/**
 * Throws request.invalid for a password that is too easily guessed, see {@link passwordFault}.
 * @param field name of the body's field that the error is about
 */
export async function checkPassword(password: string, owner: PasswordOwner, field = 'password'): Promise<void> {
  const fault = await passwordFault(password, owner);
  if (fault !== undefined) throw invalid([{ field, message: fault }]);
}

/**
 * What is wrong with a password, to be read after its name; undefined when it is good. It must be 8 to 256 Unicode code
 * points, none of the common ones, and at least half of it must be something else than the user name, the part of the
 * e-mail address before the @, and the product's name. Capitals make no difference in that; nothing else is asked of it.
 */
export async function passwordFault(password: string, owner: PasswordOwner): Promise<string | undefined> {
  const { min, max } = PASSWORD_LENGTH;
  const length = [...password].length;
  if (length < min || length > max) return `must be ${min} to ${max} characters long`;
  const folded = password.toLowerCase();
  if ((await commonPasswords()).has(folded)) return 'is one of the most common passwords';
  if (isMostlyNames(folded, owner)) return 'must not be mostly the user name, the e-mail address or "parley"';
  return undefined;
}

function isMostlyNames(folded: string, { username, email }: PasswordOwner): boolean {
  const names = [email ?? '', email?.split('@')[0] ?? '', username, PRODUCT]
    .map((name) => name.toLowerCase())
    .filter((name) => name.length >= SHORTEST_NAME)
    .sort((a, b) => b.length - a.length);
  const rest = names.reduce((text, name) => text.replaceAll(name, ''), folded);
  return rest.length * 2 <= folded.length;
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The bundled list, in lower case: 18,000 passwords, read (50 ms, 3 MB) when a password is set for the first time. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  return (common ??= readCommonPasswords());
}

async function readCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const longEnough = dictionary['passwords-common'].filter(({ length }) => length >= PASSWORD_LENGTH.min);
  return new Set(longEnough.map((password) => password.toLowerCase()));
}
