import { createHash, timingSafeEqual } from 'node:crypto';
import { ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Request } from 'express';
import { AccessTokens } from '../access/tokens/access-tokens';
import { AccessGuard } from '../access/access.guard';
import { ApiKeys } from '../access/keys/api-keys';
import { PUBLIC } from '../access/decorators';
import { Config } from '../config/config';

/** Reads what a handler declares, except that it is public. */
class ClosedReflector extends Reflector {
  override get<Result, Key = unknown>(key: Key, target: Parameters<Reflector['get']>[1]): Result {
    return (key === PUBLIC ? undefined : super.get<Result, Key>(key, target)) as Result;
  }
}

/**
 * Lets Prometheus in with METRICS_TOKEN, which is no access token, and everybody else by the same check as every other
 * route. The handler has to be public to the global guard, or that would refuse the token first.
 */
@Injectable()
export class MetricsGuard extends AccessGuard {
  constructor(
    private readonly config: Config,
    tokens: AccessTokens,
    keys: ApiKeys,
  ) {
    super(new ClosedReflector(), tokens, keys);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization = '' } = context.switchToHttp().getRequest<Request>().headers;
    const token = this.config.get('METRICS_TOKEN');
    if (token !== undefined && equal(authorization, `Bearer ${token}`)) return true;
    return super.canActivate(context);
  }
}

/** Takes the same time whatever differs; the digests make both sides equally long. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
