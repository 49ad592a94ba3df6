import { Injectable, OnModuleInit } from '@nestjs/common';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { Config } from '../config/config';
import { uuidv7 } from '../database/ids';
import { AccessErrors } from '../errors/core-errors';
import { Role, rolePermissions, roles } from './permissions';
import { Principal } from './principal';
import { Revocations } from './revocations';
import { SigningKeys } from './signing-keys';

interface Claims {
  sub: string;
  name: string;
  role: Role;
  /** Id of the session. */
  sid: string;
  exp: number;
}

export interface IssuedToken {
  token: string;
  /** Seconds until it ends. */
  expiresIn: number;
}

const ISSUER = 'parley';
const AUDIENCE = 'parley-api';
const TOKEN_TYPE = 'at+jwt';
/** Verified tokens kept, so that a busy client is verified once and not with every request. */
const CACHE_SIZE = 5_000;
const MAX_TOKEN_LENGTH = 4_096;
const BEARER = 'Bearer ';

/** Signs and verifies access tokens: HS256 only, typed `at+jwt`, with issuer, audience and expiry (RFC 8725, RFC 9068). */
@Injectable()
export class AccessTokens implements OnModuleInit {
  private sign!: (claims: object) => string;
  private verifySignature!: (token: string) => Claims;
  private readonly verified = new Map<string, Principal>();

  constructor(
    private readonly keys: SigningKeys,
    private readonly config: Config,
    private readonly revocations: Revocations,
  ) {}

  async onModuleInit(): Promise<void> {
    const { kid, secret } = await this.keys.load();
    const expiresIn = this.config.get('ACCESS_TOKEN_SECONDS') * 1000;
    this.sign = createSigner({
      key: secret,
      algorithm: 'HS256',
      iss: ISSUER,
      aud: AUDIENCE,
      header: { typ: TOKEN_TYPE, alg: 'HS256', kid },
    });
    this.verifySignature = createVerifier({
      key: secret,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      // Those that are allowed one value only are not required by that.
      requiredClaims: ['exp', 'sub', 'sid', 'iat', 'jti', 'iss', 'aud'],
      checkTyp: TOKEN_TYPE,
      maxAge: expiresIn,
    }) as (token: string) => Claims;
  }

  /** @param sessionSeconds until the session ends in any case: its tokens do not outlive it */
  issue(
    { id, username, role }: { id: string; username: string; role: Role },
    sessionId: string,
    sessionSeconds = Infinity,
  ): IssuedToken {
    const expiresIn = Math.min(this.config.get('ACCESS_TOKEN_SECONDS'), sessionSeconds);
    const exp = Math.floor(Date.now() / 1000) + expiresIn;
    return { token: this.sign({ sub: id, name: username, role, sid: sessionId, jti: uuidv7(), exp }), expiresIn };
  }

  /**
   * Throws auth.invalid, auth.expired, or unavailable when nobody knows whether it was revoked. A token verified before is
   * looked up, but its expiry and its revocation are always checked.
   */
  verify(token: string): Principal {
    const principal = this.verified.get(token) ?? this.verifyAnew(token);
    if (principal.expiresAt <= Date.now() / 1000) {
      this.verified.delete(token);
      throw AccessErrors.expired.with();
    }
    this.revocations.check(principal);
    return principal;
  }

  /**
   * The same for an Authorization header with a token verified before; undefined for any other header. Passport takes as
   * long as a third of a bare request, so it is asked once for each token.
   */
  verifyKnown(authorization = ''): Principal | undefined {
    const token = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : '';
    return this.verified.has(token) ? this.verify(token) : undefined;
  }

  private verifyAnew(token: string): Principal {
    const principal = toPrincipal(this.claims(token));
    if (this.verified.size >= CACHE_SIZE) this.verified.delete(this.verified.keys().next().value ?? '');
    this.verified.set(token, principal);
    return principal;
  }

  private claims(token: string): Claims {
    if (token.length > MAX_TOKEN_LENGTH) throw AccessErrors.invalid.with('The access token is too long.');
    try {
      return this.verifySignature(token);
    } catch (error) {
      const expired = error instanceof TokenError && error.code === TokenError.codes.expired;
      throw (expired ? AccessErrors.expired : AccessErrors.invalid).with(
        expired ? undefined : 'The access token is not valid.',
        { cause: error },
      );
    }
  }
}

function toPrincipal({ sub, name, role, sid, exp }: Claims): Principal {
  if (!roles.includes(role)) throw AccessErrors.invalid.with('The access token is not valid.');
  const credential = { kind: 'session', id: sid } as const;
  return { userId: sub, username: name, role, permissions: rolePermissions[role], credential, expiresAt: exp };
}
