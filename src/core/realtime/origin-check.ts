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
