import { HttpException } from '@nestjs/common';
import { AppError, ErrorType } from './app-error';
import { AccessErrors, CoreErrors } from './core-errors';
import { fromPostgres } from './postgres-errors';

const byStatus: Record<number, ErrorType> = {
  400: CoreErrors.malformed,
  401: AccessErrors.required,
  403: AccessErrors.forbidden,
  404: CoreErrors.notFound,
  405: CoreErrors.methodNotAllowed,
  409: CoreErrors.conflict,
  413: CoreErrors.tooLarge,
  414: CoreErrors.uriTooLong,
  415: CoreErrors.unsupportedMedia,
  429: CoreErrors.rateLimited,
  503: CoreErrors.unavailable,
};

/** What the caller may know of any error. The original stays as its cause, for the log alone. */
export function translate(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const fromDatabase = fromPostgres(error);
  if (fromDatabase) return fromDatabase;
  const status = statusOf(error);
  if (status === undefined) return CoreErrors.internal.with(undefined, { cause: error });
  const type = byStatus[status] ?? (status < 500 ? CoreErrors.malformed : CoreErrors.internal);
  return type.with(undefined, { cause: error });
}

/** Nest's exceptions and those of Express middleware (body parser, router) tell an HTTP status. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return undefined;
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return typeof status === 'number' && (expose === true || error instanceof URIError) ? status : undefined;
}
