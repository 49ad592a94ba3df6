/** Whether a `Host` header names one of the allowed hosts; the port does not matter, `*` allows any. */
export function isHostAllowed(host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  if (host === undefined) return false;
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return allowed.some((entry) => entry.toLowerCase() === name);
}

/**
 * Whether a page of this origin may open sockets: no origin (not a browser), the same origin, or one of the list.
 * Browsers do not apply CORS to WebSockets, so this check is the only one.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
