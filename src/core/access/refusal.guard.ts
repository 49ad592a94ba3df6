import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request, Response } from 'express';
import { API_KEY_HEADER } from './access.guard';
import { AccessTokens } from './tokens/access-tokens';
import { looksLikeApiKey } from './keys/api-key-secret';
import { RateLimiter } from './limits/rate-limiter';
import { Refusals } from './limits/refusals';

/**
 * Stands before the access check, so that a flood of requests with wrong credentials is not even checked. Whoever is known to
 * be signed in passes, though a flood comes from the same address.
 */
@Injectable()
export class RefusalGuard implements CanActivate {
  constructor(
    private readonly refusals: Refusals,
    private readonly limiter: RateLimiter,
    private readonly tokens: AccessTokens,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.refusals.alarmed || this.limiter.isExempt(context)) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (!this.passes(request)) this.refusals.check(request, http.getResponse<Response>());
    return true;
  }

  /** What may be a key is left to ApiKeys, which bounds by itself what made-up ones cost. */
  private passes({ headers }: Request): boolean {
    if (headers[API_KEY_HEADER] !== undefined) return looksLikeApiKey(headers[API_KEY_HEADER]);
    try {
      return this.tokens.verifyKnown(headers.authorization) !== undefined;
    } catch {
      return false;
    }
  }
}
