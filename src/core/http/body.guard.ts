import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { Reflector } from '@nestjs/core';
import { Request } from 'express';
import { CoreErrors } from '../errors/core-errors';
import { BODY_RULE, BodyRule, DEFAULT_BODY_RULE, FREE_DOCUMENT, SELF_READ_BODY } from './body.decorators';
import { readBody } from './body-reader';
import { parseFormBody } from './form-body';
import { parseJsonBody } from './json-body';

type Handler = (...args: unknown[]) => unknown;

interface Plan extends BodyRule {
  free: boolean;
}

/** A body must have arrived whole after this time; streams that a route reads itself are bounded by the server alone. */
const DEADLINE_MS = 60_000;

/**
 * Reads and parses the body, for routes with a `@Body()` parameter only. It stands after the access guard, so that
 * nobody without the permission can make the process parse megabytes.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  private readonly plans = new WeakMap<Handler, Plan | 'none'>();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const plan = this.planFor(context);
    return plan === 'none' ? true : read(context.switchToHttp().getRequest<Request>(), plan);
  }

  private planFor(context: ExecutionContext): Plan | 'none' {
    const handler = context.getHandler() as Handler;
    const known = this.plans.get(handler);
    if (known !== undefined) return known;
    const plan = this.plan(context.getClass(), handler);
    this.plans.set(handler, plan);
    return plan;
  }

  private plan(controller: object, handler: Handler): Plan | 'none' {
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as object;
    const hasBody = Object.keys(parameters).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
    if (!hasBody || this.reflector.get(SELF_READ_BODY, handler) !== undefined) return 'none';
    const rule = this.reflector.get<BodyRule | undefined>(BODY_RULE, handler) ?? DEFAULT_BODY_RULE;
    return { ...rule, free: this.reflector.get(FREE_DOCUMENT, handler) !== undefined };
  }
}

async function read(request: Request, plan: Plan): Promise<boolean> {
  if (!announcesBody(request)) {
    request.body = orEmpty(plan);
    return true;
  }
  const kind = kindOf(request.headers['content-type'], plan);
  const bytes = await readBody(request, plan.limit, DEADLINE_MS);
  if (bytes.length === 0) request.body = orEmpty(plan);
  else request.body = kind === 'form' ? parseFormBody(bytes, plan.form?.ignore ?? []) : parseJsonBody(bytes, plan.free);
  return true;
}

/** Whether the headers announce a body; one of a length of zero counts as none. */
function announcesBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function orEmpty(plan: Plan): object {
  if (plan.optional) return {};
  throw CoreErrors.malformed.with('The body is empty, but a JSON object is needed.');
}

function kindOf(contentType: string | undefined, plan: Plan): 'json' | 'form' {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const kind = { 'application/json': 'json', 'application/x-www-form-urlencoded': 'form' }[type.trim()];
  if (kind === undefined || (kind === 'form' && !plan.form)) {
    const accepted = plan.form ? 'application/json or application/x-www-form-urlencoded' : 'application/json';
    throw CoreErrors.unsupportedMedia.with(`Send the body as Content-Type: ${accepted}.`);
  }
  const charset = parameters.map((parameter) => parameter.trim()).find((entry) => entry.startsWith('charset='));
  const name = charset?.slice('charset='.length).replaceAll('"', '');
  if (name !== undefined && name !== 'utf-8' && name !== 'utf8') {
    throw CoreErrors.unsupportedMedia.with('Send the body in UTF-8.');
  }
  return kind as 'json' | 'form';
}
