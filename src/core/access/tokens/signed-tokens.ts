import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { uuidv7 } from '../../database/ids';
import { AppError } from '../../errors/app-error';
import { AccessErrors } from '../../errors/core-errors';
import { Role, rolePermissions } from '../permissions';
import { SigningKey, SigningKeys } from './signing-keys';
import { ALGORITHM, Claims, claimsOf, ISSUER, keyNameOf, TokenKind } from './token-format';
import { VerifiedToken } from './verified-tokens';

/** What signs and verifies by one key. */
interface KeyTools {
  sign: (claims: object) => string;
  verify: (token: string) => unknown;
}

/** Whom a token is about, and for how long in seconds. */
export interface Grant {
  user: { id: string; username: string; role: Role };
  sessionId: string;
  seconds: number;
}

/** Signs and verifies tokens of one kind: HS256 only, typed, with issuer, audience and expiry (RFC 8725). */
export class SignedTokens {
  private readonly tools = new WeakMap<SigningKey, KeyTools>();

  constructor(
    private readonly kind: TokenKind,
    private readonly keys: SigningKeys,
  ) {}

  sign({ user: { id, username, role }, sessionId, seconds }: Grant): string {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const { sign } = this.toolsOf(this.keys.signing());
    return sign({ sub: id, name: username, role, sid: sessionId, jti: uuidv7(), exp });
  }

  /** Says nothing of revocation. Throws auth.invalid, auth.expired. */
  verify(token: string): VerifiedToken {
    const kid = keyNameOf(token, this.kind);
    const key = kid === undefined ? undefined : this.keys.accepted(kid);
    if (key === undefined) throw notValid();
    const claims = claimsOf(verifiedBy(this.toolsOf(key), token), Date.now() / 1000, this.kind);
    if (claims === undefined) throw notValid();
    return { principal: toPrincipal(claims), key };
  }

  private toolsOf(key: SigningKey): KeyTools {
    const tools = this.tools.get(key) ?? makeTools(key, this.kind);
    this.tools.set(key, tools);
    return tools;
  }
}

export function notValid(cause?: unknown): AppError {
  return AccessErrors.invalid.with('The access token is not valid.', { cause });
}

function makeTools({ kid, secret }: SigningKey, { type, audience }: TokenKind): KeyTools {
  return {
    sign: createSigner({
      key: secret,
      algorithm: ALGORITHM,
      iss: ISSUER,
      aud: audience,
      header: { typ: type, alg: ALGORITHM, kid },
    }),
    verify: createVerifier({
      key: secret,
      algorithms: [ALGORITHM],
      allowedIss: ISSUER,
      allowedAud: audience,
      // Those that are allowed one value only are not required by that.
      requiredClaims: ['exp', 'sub', 'sid', 'iat', 'jti', 'iss', 'aud'],
      checkTyp: type,
    }) as (token: string) => unknown,
  };
}

function verifiedBy({ verify }: KeyTools, token: string): unknown {
  try {
    return verify(token);
  } catch (error) {
    const expired = error instanceof TokenError && error.code === TokenError.codes.expired;
    throw expired ? AccessErrors.expired.with() : notValid(error);
  }
}

function toPrincipal({ sub, name, role, sid, exp }: Claims): VerifiedToken['principal'] {
  const credential = { kind: 'session', id: sid } as const;
  return { userId: sub, username: name, role, permissions: rolePermissions[role], credential, expiresAt: exp };
}
