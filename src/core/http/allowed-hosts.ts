import { IncomingMessage } from 'node:http';
import { AppError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';

/**
 * Whether a `Host` header names one of the allowed hosts; the port does not matter, `*` allows any. Only this header
 * counts: a page that rebinds its own name sends it, while `X-Forwarded-Host` holds whatever a client wrote.
 */
export function isHostAllowed(host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  if (host === undefined) return false;
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return allowed.some((entry) => entry.toLowerCase() === name);
}

/** Answers a check of the host name a request is addressed to. */
export function allowedHostsCheck(allowed: readonly string[]): (request: IncomingMessage) => AppError | undefined {
  return ({ headers }) =>
    isHostAllowed(headers.host, allowed)
      ? undefined
      : CoreErrors.wrongHost.with('This host name is not among ALLOWED_HOSTS.');
}
