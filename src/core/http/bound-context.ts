import { IncomingMessage } from 'node:http';
import { RequestContext } from '../logging/request-context';

const CONTEXT = Symbol('request context');

/** Ties the context to its request: callbacks of streams and sockets run outside of the asynchronous context. */
export function bindContext(request: IncomingMessage, context: RequestContext): void {
  (request as { [CONTEXT]?: RequestContext })[CONTEXT] = context;
}

export function boundContext(request: IncomingMessage): RequestContext | undefined {
  return (request as { [CONTEXT]?: RequestContext })[CONTEXT];
}
