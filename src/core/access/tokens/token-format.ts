import { isUUID } from 'class-validator';
import { Role, roles } from '../permissions';

export const ISSUER = 'parley';
export const ALGORITHM = 'HS256';

/** What tokens are for: one kind is never taken for the other. */
export interface TokenKind {
  /** The header `typ`. */
  type: string;
  audience: string;
}

/** Opens the API. */
export const ACCESS_TOKEN: TokenKind = { type: 'at+jwt', audience: 'parley-api' };
/** Opens the pages under /admin to a browser, which keeps it as a cookie. */
export const PAGE_TOKEN: TokenKind = { type: 'page+jwt', audience: 'parley-admin' };

/** What a token says. */
export interface Claims {
  /** Id of the user. */
  sub: string;
  name: string;
  role: Role;
  /** Id of the session. */
  sid: string;
  jti: string;
  /** Seconds since 1970, as all times of tokens. */
  iat: number;
  exp: number;
  iss: string;
  aud: string;
}

const MAX_TOKEN_LENGTH = 4_096;
const THREE_PARTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;
/** No token lives longer, whatever ACCESS_TOKEN_SECONDS of the process that signed it says. */
const LONGEST_LIFE_SECONDS = 3_600;
/** How far the clock of the process that signed may be ahead. */
const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * The name of the key that a token says it was signed with; undefined unless its form is exactly that of the tokens that
 * are issued here. Whatever a header could demand beyond that (other algorithms, keys, extensions) is refused unread.
 */
export function keyNameOf(token: string, { type }: TokenKind): string | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  const [, header = '', payload = '', signature = ''] = THREE_PARTS.exec(token) ?? [];
  const { typ, alg, kid, ...others } = (objectIn(header) ?? {}) as Record<string, unknown>;
  const isOurs = typ === type && alg === ALGORITHM && Object.keys(others).length === 0;
  if (!isOurs || typeof kid !== 'string' || objectIn(payload) === undefined) return undefined;
  // The unused bits of a last character must not give one token several spellings.
  return Buffer.from(signature, 'base64url').toString('base64url') === signature ? kid : undefined;
}

/** The claims, when each has the type and the range of those that are issued here; the end is left to the caller. */
export function claimsOf(payload: unknown, nowSeconds: number, { audience }: TokenKind): Claims | undefined {
  const claims = payload as Claims;
  const { sub, sid, name, role, jti, iat, exp, iss, aud } = claims;
  const isKnown = iss === ISSUER && aud === audience && roles.includes(role) && typeof name === 'string';
  const hasIds = [sub, sid, jti].every((id) => isUUID(id));
  const hasTimes = Number.isSafeInteger(iat) && Number.isSafeInteger(exp) && iat > 0;
  const lives = exp > iat && exp - iat <= LONGEST_LIFE_SECONDS && iat <= nowSeconds + CLOCK_TOLERANCE_SECONDS;
  return isKnown && hasIds && hasTimes && lives ? claims : undefined;
}

/** The object in a part of a token, when it is written as JSON.stringify and base64url write it: once and in one way. */
function objectIn(part: string): object | undefined {
  const bytes = Buffer.from(part, 'base64url');
  const text = bytes.toString();
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const isCanonical = JSON.stringify(value) === text && Buffer.from(text).toString('base64url') === part;
    return isObject && isCanonical ? value : undefined;
  } catch {
    return undefined;
  }
}
