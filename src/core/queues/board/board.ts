import { NestExpressApplication } from '@nestjs/platform-express';
import { NextFunction, Request, RequestHandler, Response } from 'express';
import { AccessTokens } from '../../access/tokens/access-tokens';
import { PageCookie } from '../../access/tokens/page-cookie';
import { CoreErrors } from '../../errors/core-errors';
import { queueNames } from '../job-type';
import { BullQueues } from '../relay/bull-queues';
import { BoardGate } from './board-gate';

const BOARD_PATH = '/admin/queues';

/** The board draws with inline styles, and asks this server alone. */
const BOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Serves a read-only view of what lies in Bull; loaded when it is first asked for. The ledger in Postgres is the truth. */
export function serveBoard(app: NestExpressApplication): void {
  const gate = new BoardGate(app.get(AccessTokens), app.get(PageCookie));
  let board: Promise<RequestHandler> | undefined;
  app.use(BOARD_PATH, gate.middleware, (request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Content-Security-Policy', BOARD_POLICY);
    // The entry page names its files relative to its own address.
    board ??= loadBoard(app.get(BullQueues));
    board.then((handler) => handler(request, response, next), next);
  });
}

async function loadBoard(queues: BullQueues): Promise<RequestHandler> {
  const [{ createBullBoard }, { BullAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullAdapter'),
    import('@bull-board/express'),
  ]);
  const server = new ExpressAdapter();
  server.setBasePath(BOARD_PATH);
  const adapters = queueNames.map(
    (name) => new BullAdapter(queues.get(name), { readOnlyMode: true, allowRetries: false, displayName: name }),
  );
  createBullBoard({
    queues: adapters,
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Parley queues', hideRedisDetails: true } },
  });
  server.setErrorHandler(() => {
    const { status, title } = CoreErrors.unavailable;
    return { status: status as 500, body: { error: `${title}.` } };
  });
  return server.getRouter() as RequestHandler;
}
