import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import { Request } from 'express';
import { Principal } from '../principal';
import { Revocations } from '../rights/revocations';
import { SignedTokens } from './signed-tokens';
import { SigningKeys } from './signing-keys';
import { PAGE_TOKEN } from './token-format';

const NAME = 'parley_admin';
const PATH = '/admin';
const SECONDS = 3_600;

/**
 * Lets a browser into the pages under /admin, where it cannot send a header of its own: a cookie of one hour, which ends
 * with the session that asked for it, opens nothing but these pages, and is out of reach of scripts and of other sites.
 */
@Injectable()
export class PageCookie {
  private readonly signed: SignedTokens;

  constructor(
    keys: SigningKeys,
    private readonly revocations: Revocations,
  ) {
    this.signed = new SignedTokens(PAGE_TOKEN, keys);
  }

  /** The Set-Cookie header that lets the caller in. */
  give({ userId, username, role, credential }: Principal, request: Pick<Request, 'secure'>): string {
    const user = { id: userId, username, role };
    const token = this.signed.sign({ user, sessionId: credential.id, seconds: SECONDS });
    return setCookie(token, SECONDS, request);
  }

  /** The Set-Cookie header after which the browser has none. */
  take(request: Pick<Request, 'secure'>): string {
    return setCookie('', 0, request);
  }

  /** Who the cookie of a request says is asking; undefined without one. Throws auth.invalid, auth.expired, unavailable. */
  read(header: string | undefined): Principal | undefined {
    const token = parseCookie(header ?? '')[NAME];
    if (!token) return undefined;
    const { principal } = this.signed.verify(token);
    this.revocations.check(principal);
    return principal;
  }
}

function setCookie(value: string, maxAge: number, { secure }: Pick<Request, 'secure'>): string {
  return stringifySetCookie({ name: NAME, value, path: PATH, maxAge, httpOnly: true, sameSite: 'strict', secure });
}
