import { NextFunction, Request, Response } from 'express';
import { API_KEY_HEADER, requirePermission } from '../../access/access.guard';
import { Permission } from '../../access/permissions';
import { Principal } from '../../access/principal';
import { AccessTokens } from '../../access/tokens/access-tokens';
import { PageCookie } from '../../access/tokens/page-cookie';
import { AppError } from '../../errors/app-error';
import { AccessErrors, CoreErrors } from '../../errors/core-errors';
import { currentContext } from '../../logging/request-context';
import { ENTER_PAGE, ENTER_SCRIPT, SCRIPT_NAME } from './enter-page';

const BOARD_PERMISSION: Permission = 'jobs.manage';

/** The page that lets admins sign in runs its own script and speaks with this server alone. */
const ENTER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/**
 * Stands before the board, which the guards of routes do not see: reading only, by admins only, with an access token or
 * the cookie of their browser. Who browses without is shown where to sign in.
 */
export class BoardGate {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly cookie: PageCookie,
  ) {}

  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') throw readOnly(response);
      if (request.path === `/${SCRIPT_NAME}`) return send(response, 200, 'text/javascript', ENTER_SCRIPT);
      this.admit(request);
      next();
    } catch (error) {
      if (isUnknownBrowser(error, request)) send(response, 401, 'text/html', ENTER_PAGE);
      else next(error);
    }
  };

  private admit(request: Request): void {
    const principal = this.principalOf(request);
    const context = currentContext();
    if (context) Object.assign(context, { userId: principal.userId, principal });
    requirePermission(principal, BOARD_PERMISSION);
  }

  private principalOf({ headers }: Request): Principal {
    if (headers[API_KEY_HEADER] !== undefined) {
      throw AccessErrors.forbidden.with('A session is needed here: sign in. API keys cannot open the board.');
    }
    const [, token] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    const principal = token === undefined ? this.cookie.read(headers.cookie) : this.tokens.verify(token);
    if (principal !== undefined) return principal;
    throw AccessErrors.required.with('Open this page in a browser and sign in, or send the access token of an admin.');
  }
}

function readOnly(response: Response): AppError {
  response.setHeader('Allow', 'GET, HEAD');
  return CoreErrors.methodNotAllowed.with('The board can be read only; jobs are changed by /api/v1/jobs.');
}

function isUnknownBrowser(error: unknown, { headers }: Request): boolean {
  const isUnknown = error instanceof AppError && error.type.status === 401;
  return isUnknown && headers.authorization === undefined && (headers.accept ?? '').includes('text/html');
}

function send(response: Response, status: number, type: string, body: string): void {
  response.setHeader('Content-Security-Policy', ENTER_POLICY);
  response.status(status).type(type).send(body);
}
