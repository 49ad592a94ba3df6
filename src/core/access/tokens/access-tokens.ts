import { Injectable } from '@nestjs/common';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { Config } from '../../config/config';
import { uuidv7 } from '../../database/ids';
import { AppError } from '../../errors/app-error';
import { AccessErrors } from '../../errors/core-errors';
import { Role, rolePermissions } from '../permissions';
import { Principal } from '../principal';
import { Revocations } from '../rights/revocations';
import { SigningKey, SigningKeys } from './signing-keys';
import { ALGORITHM, AUDIENCE, Claims, claimsOf, ISSUER, keyNameOf, TOKEN_TYPE } from './token-format';
import { VerifiedToken, VerifiedTokens } from './verified-tokens';

export interface IssuedToken {
  token: string;
  /** Seconds until it ends. */
  expiresIn: number;
}

const BEARER = 'Bearer ';

/** What signs and verifies by one key. */
interface KeyTools {
  sign: (claims: object) => string;
  verify: (token: string) => unknown;
}

/** Signs and verifies access tokens: HS256 only, typed `at+jwt`, with issuer, audience and expiry (RFC 8725, RFC 9068). */
@Injectable()
export class AccessTokens {
  private readonly tools = new WeakMap<SigningKey, KeyTools>();
  private readonly verified = new VerifiedTokens();

  constructor(
    private readonly keys: SigningKeys,
    private readonly config: Config,
    private readonly revocations: Revocations,
  ) {}

  /** @param sessionSeconds until the session ends in any case: its tokens do not outlive it */
  issue(
    { id, username, role }: { id: string; username: string; role: Role },
    sessionId: string,
    sessionSeconds = Infinity,
  ): IssuedToken {
    const expiresIn = Math.min(this.config.get('ACCESS_TOKEN_SECONDS'), sessionSeconds);
    const exp = Math.floor(Date.now() / 1000) + expiresIn;
    const { sign } = this.toolsOf(this.keys.signing());
    return { token: sign({ sub: id, name: username, role, sid: sessionId, jti: uuidv7(), exp }), expiresIn };
  }

  /**
   * Throws auth.invalid, auth.expired, or unavailable when nobody knows whether it was revoked. A token verified before is
   * looked up, but its expiry, its revocation and its key are always checked.
   */
  verify(token: string): Principal {
    return this.admit(token, this.verified.get(token) ?? this.verifyAnew(token));
  }

  /**
   * The same for an Authorization header with a token verified before; undefined for any other header. Passport takes as
   * long as a third of a bare request, so it is asked once for each token.
   */
  verifyKnown(authorization = ''): Principal | undefined {
    const token = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : '';
    const known = this.verified.get(token);
    return known && this.admit(token, known);
  }

  private admit(token: string, { principal, key }: VerifiedToken): Principal {
    try {
      if (key.acceptedUntil <= performance.now()) throw notValid();
      if (principal.expiresAt <= Date.now() / 1000) throw AccessErrors.expired.with();
      this.revocations.check(principal);
    } catch (error) {
      this.verified.delete(token);
      throw error;
    }
    return principal;
  }

  private verifyAnew(token: string): VerifiedToken {
    const kid = keyNameOf(token);
    const key = kid === undefined ? undefined : this.keys.accepted(kid);
    if (key === undefined) throw notValid();
    const claims = claimsOf(verifiedBy(this.toolsOf(key), token), Date.now() / 1000);
    if (claims === undefined) throw notValid();
    const verified = { principal: toPrincipal(claims), key };
    this.verified.add(token, verified);
    return verified;
  }

  private toolsOf(key: SigningKey): KeyTools {
    const tools = this.tools.get(key) ?? makeTools(key);
    this.tools.set(key, tools);
    return tools;
  }
}

function makeTools({ kid, secret }: SigningKey): KeyTools {
  return {
    sign: createSigner({
      key: secret,
      algorithm: ALGORITHM,
      iss: ISSUER,
      aud: AUDIENCE,
      header: { typ: TOKEN_TYPE, alg: ALGORITHM, kid },
    }),
    verify: createVerifier({
      key: secret,
      algorithms: [ALGORITHM],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      // Those that are allowed one value only are not required by that.
      requiredClaims: ['exp', 'sub', 'sid', 'iat', 'jti', 'iss', 'aud'],
      checkTyp: TOKEN_TYPE,
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

function notValid(cause?: unknown): AppError {
  return AccessErrors.invalid.with('The access token is not valid.', { cause });
}

function toPrincipal({ sub, name, role, sid, exp }: Claims): Principal {
  const credential = { kind: 'session', id: sid } as const;
  return { userId: sub, username: name, role, permissions: rolePermissions[role], credential, expiresAt: exp };
}
