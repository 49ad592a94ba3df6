import { Request, Response } from 'express';
import { Logger } from '../logging/logger';
import { RequestContext } from '../logging/request-context';
import { Telemetry } from '../telemetry/telemetry';
import { pathOf } from './address-check';

const MAX_PATH = 256;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Measures each request and, unless it is a health check, writes one line about it. */
export class AccessLog {
  constructor(
    private readonly logger: Logger,
    private readonly telemetry: Telemetry,
  ) {}

  /** `close` follows an answer that was sent as well as a client that went away: one listener sees both. */
  watch(request: Request, response: Response, context: RequestContext, quiet: boolean): void {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const durationMs = Number(process.hrtime.bigint() - started) / NANOSECONDS_PER_MILLISECOND;
      const route = routeOf(request);
      const status = `${Math.floor(response.statusCode / 100)}xx`;
      this.telemetry.requests.observe({ method: request.method, route, status }, durationMs / 1000);
      if (!quiet && this.logger.isEnabled('info')) this.write(request, response, context, { route, durationMs });
    });
  }

  private write(
    request: Request,
    response: Response,
    context: RequestContext,
    { route, durationMs }: { route: string; durationMs: number },
  ): void {
    const length = response.getHeader('content-length');
    this.logger.info('request', {
      method: request.method,
      route,
      path: pathOf(request.originalUrl).slice(0, MAX_PATH),
      status: response.statusCode,
      durationMs: Math.round(durationMs * 100) / 100,
      bytes: length === undefined ? undefined : Number(length),
      aborted: response.writableFinished ? undefined : true,
      correlationId: context.correlationId,
      userId: context.userId,
    });
  }
}

/** The template of the route that matched, such as /api/v1/calls/:id: bounded, unlike the path. */
export function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? request.baseUrl + route.path : 'unmatched';
}
