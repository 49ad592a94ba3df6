import { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import { NextFunction, Request, Response } from 'express';
import { constants } from 'node:zlib';
import { limitHeaders } from '../access/limits/limit-headers';
import { Config } from '../config/config';
import { Lifecycle } from '../health/lifecycle';
import { Logger } from '../logging/logger';
import { correlationIdFrom, RequestContext, runInContext } from '../logging/request-context';
import { Telemetry } from '../telemetry/telemetry';
import { AccessLog } from './access-log';
import { addressFault, pathOf } from './address-check';
import { allowedHostsCheck } from './allowed-hosts';
import { bindContext } from './bound-context';
import { securityHeaders } from './security-headers';

export interface HttpDependencies {
  logger: Logger;
  telemetry: Telemetry;
  lifecycle: Lifecycle;
}

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

const COMPRESSED_FROM_BYTES = 1_024;
const PREFLIGHT_SECONDS = 600;
/** Never logged, and answered under any host name: probes address a process by its IP. */
const PROBES = /^\/(?:health(?:\/.*)?|ready|live)\/?$/;

/**
 * Settings and middleware that every request passes before it meets a route. The application must have been made with
 * `bodyParser: false`: bodies are read by BodyGuard, after the access check.
 */
export function hardenHttp(app: NestExpressApplication, config: Config, dependencies: HttpDependencies): void {
  app.disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple').set('trust proxy', config.get('TRUST_PROXY'));
  app.use(frontDoor(config, dependencies));
  allowOrigins(app, config.get('CORS_ORIGINS'));
  app.use(compressWhereAsked());
}

/** One layer instead of five: each costs every request its own turn through the router. */
function frontDoor(config: Config, { logger, telemetry, lifecycle }: HttpDependencies): Middleware {
  const log = new AccessLog(logger, telemetry);
  const headers = securityHeaders();
  const hostFault = allowedHostsCheck(config.get('ALLOWED_HOSTS'));
  return (request, response, next) => {
    const correlationId = correlationIdFrom(request.headers['x-correlation-id']);
    const context: RequestContext = { correlationId, source: request };
    bindContext(request, context);
    const isProbe = PROBES.test(pathOf(request.url));
    log.watch(request, response, context, isProbe);
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader('X-Correlation-Id', context.correlationId);
    if (lifecycle.draining) response.setHeader('Connection', 'close');
    const fault = addressFault(request.url) ?? (isProbe ? undefined : hostFault(request));
    runInContext(context, () => next(fault));
  };
}

function allowOrigins(app: NestExpressApplication, origins: string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-API-Key', 'X-Correlation-Id'],
    exposedHeaders: [
      'X-Correlation-Id',
      'Location',
      'Retry-After',
      'Content-Disposition',
      'Idempotency-Replay',
      ...Object.keys(limitHeaders),
    ],
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
  });
}

function compressWhereAsked(): Middleware {
  const compress = compression({
    threshold: COMPRESSED_FROM_BYTES,
    level: constants.Z_BEST_SPEED,
  }) as unknown as Middleware;
  return (request, response, next) => {
    if (request.headers['accept-encoding'] === undefined) next();
    else compress(request, response, next);
  };
}
