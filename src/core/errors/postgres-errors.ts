import { AppError } from './app-error';
import { CoreErrors } from './core-errors';

interface PostgresError extends Error {
  code: string;
  constraint: string;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Turns a failure of Postgres or of the connection to it into an error that a client may see; undefined when it is
 * neither. Messages of Postgres never pass: they can quote SQL and values.
 * Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function fromPostgres(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isConnectionFailure(error)) return unavailable('The database cannot be reached; try again shortly.', error);
  const code = sqlState(error);
  return code === undefined ? undefined : fromSqlState(code, error);
}

function fromSqlState(code: string, cause: Error): AppError | undefined {
  const occurrence = { cause };
  if (code.startsWith('22')) return CoreErrors.validation.with('A value cannot be stored as it is.', occurrence);
  if (code === '23502' || code === '23514')
    return CoreErrors.validation.with('A value breaks a rule of the data.', occurrence);
  if (code.startsWith('23')) return CoreErrors.conflict.with('Another record stands against this.', occurrence);
  if (code === '40001' || code === '40P01')
    return CoreErrors.conflict.with('Somebody changed this at the same moment; try again.', occurrence);
  if (code === '53100') return CoreErrors.storageFull.with(undefined, occurrence);
  const busy = code.startsWith('53') || ['55P03', '57014', '25P03', '25P04', '25006'].includes(code);
  if (busy) return unavailable('The database is too busy for this; try again shortly.', cause);
  if (code.startsWith('08') || code.startsWith('57P'))
    return unavailable('The database is restarting; try again shortly.', cause);
  return undefined;
}

/** Whether running the same transaction again can succeed: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = error instanceof Error ? sqlState(error) : undefined;
  return code === '40001' || code === '40P01';
}

/** Whether Postgres does not know a time zone of that name. */
export function isUnknownTimeZone(error: unknown): boolean {
  return error instanceof Error && sqlState(error) === '22023' && error.message.startsWith('time zone ');
}

/** Whether somebody else held what the statement needed for too long. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && sqlState(error) === '55P03';
}

/** The name of the constraint that a statement would have broken; undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !sqlState(error)?.startsWith('23')) return undefined;
  return (error as Partial<PostgresError>).constraint;
}

function sqlState(error: Error): string | undefined {
  const code = (error as Partial<PostgresError>).code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error ? code : undefined;
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const connectionMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
];

/** Whether the connection is gone or silent, so that nothing more can be asked on it. */
export function isConnectionFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as Partial<PostgresError>;
  if (code !== undefined && connectionCodes.has(code)) return true;
  return connectionMessages.some((message) => error.message.startsWith(message));
}

function unavailable(detail: string, cause: Error): AppError {
  return CoreErrors.unavailable.with(detail, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
