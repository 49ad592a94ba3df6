import { ArgumentsHost, Catch, ExceptionFilter, NotFoundException } from '@nestjs/common';
import { Request, Response } from 'express';
import { tellLimit } from '../access/limits/limit-headers';
import { Refusals } from '../access/limits/refusals';
import { Denials } from '../access/audit/denials';
import { AppError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';
import { toProblem } from '../errors/problem';
import { translate } from '../errors/translate';
import { Logger } from '../logging/logger';
import { correlationIdFrom, currentContext, RequestContext, runInContext } from '../logging/request-context';
import { Telemetry } from '../telemetry/telemetry';
import { routeOf } from './access-log';
import { pathOf } from './address-check';
import { allowedMethods } from './allowed-methods';
import { boundContext } from './bound-context';

/** What a handler may have said of the answer that it then could not give. */
const OUTDATED_HEADERS = ['Content-Encoding', 'Content-Length', 'Content-Disposition', 'ETag', 'Location'];

interface Answering {
  request: Request;
  response: Response;
  context: RequestContext;
}

/** Answers every error of a route or middleware as application/problem+json, and logs it once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly telemetry: Telemetry,
    private readonly refusals: Refusals,
    private readonly denials: Denials,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      this.logger.error('An error reached the HTTP filter from elsewhere', { error });
      return;
    }
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const context = currentContext() ?? boundContext(request) ?? { correlationId: correlationIdFrom(undefined) };
    const answer = unmatched(error, request, response) ?? translate(error);
    runInContext(context, () => {
      if (!this.denials.concern(answer)) return this.answer(answer, error, { request, response, context });
      const target = { kind: 'route', id: `${request.method} ${routeOf(request)}` } as const;
      void this.denials
        .toTell(answer, target, pathOf(request.originalUrl))
        .then((told) => this.answer(told, error, { request, response, context }));
    });
  }

  private answer(answer: AppError, error: unknown, { request, response, context }: Answering): void {
    this.telemetry.errors.inc({ code: answer.type.code });
    this.log(answer, error);
    if (answer.type.status === 401 || answer.type.status === 403) this.refusals.count(request, response);
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      if (!response.writableEnded) response.destroy();
      return;
    }
    OUTDATED_HEADERS.forEach((name) => response.removeHeader(name));
    addHeaders(answer, request, response);
    const body = JSON.stringify(toProblem(answer, pathOf(request.originalUrl), context.correlationId));
    response.statusCode = answer.type.status;
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
  }

  private log(answer: AppError, error: unknown): void {
    const { level, code, status } = answer.type;
    const cause = error === answer ? answer.cause : error;
    const fields = { code, status, detail: answer.message };
    if (level === 'error') this.logger.error(answer.type.title, { ...fields, error: cause ?? answer });
    else this.logger[level](answer.type.title, cause === undefined ? fields : { ...fields, error: cause });
  }
}

function addHeaders({ type, retryAfterSeconds, limit }: AppError, request: Request, response: Response): void {
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  if (type.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', Math.ceil(retryAfterSeconds));
  if (limit !== undefined) tellLimit(response, limit);
  // Node drops a body that nobody began to read, but one that was begun keeps the next request waiting behind it.
  const isAbandoned = type.status === 413 || type.status === 408 || request.readableDidRead;
  if (isAbandoned && !request.complete) response.setHeader('Connection', 'close');
}

/** Nest answers a path that no route serves by a NotFoundException; handlers of this house throw AppErrors only. */
function unmatched(error: unknown, request: Request, response: Response): AppError | undefined {
  if (!(error instanceof NotFoundException) || request.route !== undefined) return undefined;
  const methods = allowedMethods(request);
  if (methods.length === 0) return CoreErrors.notFound.with('No route answers at this address; see /docs.');
  response.setHeader('Allow', methods.join(', '));
  return CoreErrors.methodNotAllowed.with(`${request.method} is not served here; ${methods.join(', ')} is.`);
}
