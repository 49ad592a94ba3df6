import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { AccessErrors } from '../../errors/core-errors';
import { Role } from '../permissions';
import { Principal } from '../principal';
import { Revocations } from '../rights/revocations';
import { notValid, SignedTokens } from './signed-tokens';
import { SigningKeys } from './signing-keys';
import { ACCESS_TOKEN } from './token-format';
import { VerifiedToken, VerifiedTokens } from './verified-tokens';

export interface IssuedToken {
  token: string;
  /** Seconds until it ends. */
  expiresIn: number;
}

const BEARER = 'Bearer ';

/** Issues and admits access tokens (RFC 9068). */
@Injectable()
export class AccessTokens {
  private readonly signed: SignedTokens;
  private readonly verified = new VerifiedTokens();

  constructor(
    keys: SigningKeys,
    private readonly config: Config,
    private readonly revocations: Revocations,
  ) {
    this.signed = new SignedTokens(ACCESS_TOKEN, keys);
  }

  /** @param sessionSeconds until the session ends in any case: its tokens do not outlive it */
  issue(user: { id: string; username: string; role: Role }, sessionId: string, sessionSeconds = Infinity): IssuedToken {
    const expiresIn = Math.min(this.config.get('ACCESS_TOKEN_SECONDS'), sessionSeconds);
    return { token: this.signed.sign({ user, sessionId, seconds: expiresIn }), expiresIn };
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
    const verified = this.signed.verify(token);
    this.verified.add(token, verified);
    return verified;
  }
}
