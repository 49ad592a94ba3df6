import { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

type Header = [name: string, value: string];

const YEAR_SECONDS = 31_536_000;

/**
 * The headers that helmet would set on an API answer. They are the same for every request, so helmet works them out
 * once, here, instead of once per request.
 */
export function securityHeaders(): Header[] {
  const headers: Header[] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  } as unknown as ServerResponse;
  const apply = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    strictTransportSecurity: { maxAge: YEAR_SECONDS, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-site' },
  });
  apply({} as IncomingMessage, response, () => undefined);
  return [...headers, ['Cache-Control', 'no-store']];
}
