import { Request } from 'express';
import { CoreErrors } from '../errors/core-errors';
import { AppError } from '../errors/app-error';

/** Answers a check of the host name a request is addressed to; ports do not matter, `*` allows every name. */
export function allowedHostsCheck(allowed: string[]): (request: Request) => AppError | undefined {
  if (allowed.includes('*')) return () => undefined;
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return (request) => {
    // Typed as always there, but HTTP/1.0 knows requests without a host.
    const host = request.hostname as string | undefined;
    if (host !== undefined && names.has(host.toLowerCase())) return undefined;
    return CoreErrors.wrongHost.with('This host name is not among ALLOWED_HOSTS.');
  };
}
