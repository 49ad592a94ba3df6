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
  if (host === undefined || !/^https?:/i.test(origin) || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  // A browser writes an origin without a name, a path, a default port or the trailing dot of an address.
  return url.origin === origin.toLowerCase() && url.host === host.toLowerCase();
}
