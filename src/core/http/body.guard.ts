import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { Reflector } from '@nestjs/core';
import { Request } from 'express';
import { AccessGuard } from '../access/access.guard';
import { RateLimiter } from '../access/limits/rate-limiter';
import { CoreErrors } from '../errors/core-errors';
import { BODY_RULE, BodyRule, DEFAULT_BODY_RULE, SELF_READ_BODY } from './body.decorators';
import { readBody } from './body-reader';
import { BodyType, bodyType } from './body-type';
import { receiveDocument } from './document-body';
import { parseFormBody } from './form-body';
import { parseJsonBody } from './json-body';

type Handler = (...args: unknown[]) => unknown;

/** A body must have arrived whole after this time; streams that a route reads itself are bounded by the server alone. */
const DEADLINE_MS = 60_000;

const received = new WeakMap<Request, Buffer>();

/** The bytes of the body, after decompression, of a request that carries an Idempotency-Key; they are given once. */
export function receivedBytes(request: Request): Buffer {
  const bytes = received.get(request) ?? Buffer.alloc(0);
  received.delete(request);
  return bytes;
}

/**
 * Reads and parses the body, for routes with a `@Body()` parameter only. It stands after the access guard, so that
 * nobody without the permission can make the process parse megabytes, and asks it again once the body is there.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  private readonly plans = new WeakMap<Handler, BodyRule | 'none'>();

  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: RateLimiter,
    private readonly access: AccessGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const plan = this.planFor(context);
    return plan === 'none' ? true : this.read(context, plan);
  }

  private async read(context: ExecutionContext, plan: BodyRule): Promise<boolean> {
    try {
      await read(context.switchToHttp().getRequest<Request>(), plan);
      // A body can take a minute to come, and rights that ended meanwhile must not be used.
      return await this.access.canActivate(context);
    } catch (error) {
      // The guard for this comes after, and a body that cannot be read must not be free.
      await this.limiter.afterBody(context);
      throw error;
    }
  }

  private planFor(context: ExecutionContext): BodyRule | 'none' {
    const handler = context.getHandler() as Handler;
    const known = this.plans.get(handler);
    if (known !== undefined) return known;
    const plan = this.plan(context.getClass(), handler);
    this.plans.set(handler, plan);
    return plan;
  }

  private plan(controller: object, handler: Handler): BodyRule | 'none' {
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as object;
    const hasBody = Object.keys(parameters).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
    if (!hasBody || this.reflector.get(SELF_READ_BODY, handler) !== undefined) return 'none';
    return this.reflector.get<BodyRule | undefined>(BODY_RULE, handler) ?? DEFAULT_BODY_RULE;
  }
}

async function read(request: Request, rule: BodyRule): Promise<void> {
  if (!announcesBody(request)) {
    request.body = orEmpty(rule);
    return;
  }
  const type = bodyType(request.headers['content-type'], rule);
  const bytes = await readBody(request, rule.limit, DEADLINE_MS);
  if (request.headers['idempotency-key'] !== undefined) received.set(request, bytes);
  request.body = bytes.length === 0 ? orEmpty(rule) : parse(bytes, type, rule);
}

function parse(bytes: Buffer, type: BodyType, { form, document }: BodyRule): object {
  if (document) return receiveDocument(bytes, type);
  return type.kind === 'form' ? parseFormBody(bytes, form?.ignore ?? []) : parseJsonBody(bytes, false);
}

/** Whether the headers announce a body; one of a length of zero counts as none. */
function announcesBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function orEmpty({ optional, document }: BodyRule): object {
  if (optional) return {};
  throw CoreErrors.malformed.with(`The body is empty, but a ${document ? 'document' : 'JSON object'} is needed.`);
}
