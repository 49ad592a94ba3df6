import { ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import { THROTTLER_SKIP } from '@nestjs/throttler/dist/throttler.constants';
import { Request, Response } from 'express';
import { Principal } from '../principal';
import { makeBucket } from './bucket';
import { LimitClassName } from './limit-classes';
import { Asking, drawsOf, LimitPlan, makePlan } from './limit-draws';
import { answerLimits } from './limit-headers';
import { LimitStorage } from './limit-storage';
import { LIMITED } from './limited.decorator';

type Handler = (...args: unknown[]) => unknown;

/**
 * Limits requests and socket events. The library's guard asks its storage once for each class and knows neither costs nor
 * bodies; here the options, the storage and `@SkipThrottle` are the library's, and how they are applied is not: all
 * buckets of a request in one step, all or none. As a guard it stands after the access check and before the body is read.
 */
@Injectable()
export class RateLimiter extends ThrottlerGuard {
  declare protected readonly storageService: LimitStorage;
  private readonly plans = new WeakMap<Handler, LimitPlan | 'none'>();

  /** For a route whose limits need the body, only what is refused already is refused here. */
  override canActivate(context: ExecutionContext): Promise<boolean> {
    const plan = this.planOf(context);
    if (plan === 'none') return ADMITTED;
    if (!plan.needsBody) return this.admit(context, plan);
    const [request, response] = ofHttp(context);
    const draws = drawsOf(plan, request);
    const refusal = this.storageService.refusal(draws);
    if (refusal !== undefined) answerLimits(response, draws, refusal);
    return ADMITTED;
  }

  /** For a route whose limits need the body, when it was read or could not be. */
  async afterBody(context: ExecutionContext): Promise<boolean> {
    const plan = this.planOf(context);
    return plan === 'none' || !plan.needsBody || this.admit(context, plan);
  }

  /** For a gateway message. */
  async admitEvent(context: ExecutionContext, asking: Asking): Promise<boolean> {
    const plan = this.planOf(context);
    if (plan === 'none') return true;
    const draws = drawsOf(plan, asking);
    return answerLimits(undefined, draws, await this.storageService.take(draws));
  }

  isExempt(context: ExecutionContext): boolean {
    return this.planOf(context) === 'none';
  }

  private async admit(context: ExecutionContext, plan: LimitPlan): Promise<boolean> {
    const [request, response] = ofHttp(context);
    const draws = drawsOf(plan, request);
    return answerLimits(response, draws, await this.storageService.take(draws));
  }

  private planOf(context: ExecutionContext): LimitPlan | 'none' {
    const handler = context.getHandler() as Handler;
    const known = this.plans.get(handler);
    if (known !== undefined) return known;
    const plan = this.makePlan(context);
    this.plans.set(handler, plan);
    return plan;
  }

  private makePlan(context: ExecutionContext): LimitPlan | 'none' {
    const places = [context.getHandler(), context.getClass()];
    const names = this.reflector.getAllAndOverride<LimitClassName[] | undefined>(LIMITED, places) ?? ['default'];
    const applied = names.filter((name) => !this.reflector.getAllAndOverride<boolean>(THROTTLER_SKIP + name, places));
    return applied.length === 0 ? 'none' : makePlan(applied.map((name) => this.bucket(name)));
  }

  private bucket(name: LimitClassName) {
    const options = this.throttlers.find((throttler) => throttler.name === name);
    if (options === undefined) throw new Error(`There is no rate limit of the class ${name}.`);
    return makeBucket(name, options.limit as number, options.ttl as number);
  }
}

const ADMITTED = Promise.resolve(true);

function ofHttp(context: ExecutionContext): [Request & { user?: Principal }, Response] {
  const http = context.switchToHttp();
  return [http.getRequest(), http.getResponse()];
}
