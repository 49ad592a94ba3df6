import { AsyncLocalStorage } from 'node:async_hooks';
import { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../access/principal';
import { uuidv7 } from '../database/ids';

/** Where a request or a socket comes from: an Express request is one. */
export interface RequestSource {
  /** As the trusted proxies tell it. */
  readonly ip?: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a request, socket message or job carries along all its asynchronous steps. */
export interface RequestContext {
  correlationId: string;
  /** Set once the caller is known. */
  userId?: string;
  principal?: Principal;
  /** Undefined in background work. */
  source?: RequestSource;
  /** Set once a row of the audit trail tells that this was refused or failed. */
  refusalRecorded?: boolean;
}

const storage = new AsyncLocalStorage<RequestContext>();
const validId = /^[A-Za-z0-9_.:-]{8,128}$/;

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the running request; undefined outside of one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Keeps an incoming correlation id when it is 8 to 128 characters of [A-Za-z0-9_.:-], else makes a new one. */
export function correlationIdFrom(incoming: unknown): string {
  return typeof incoming === 'string' && validId.test(incoming) ? incoming : uuidv7();
}
