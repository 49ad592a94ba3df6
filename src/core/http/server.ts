import { readFileSync } from 'node:fs';
import { Server } from 'node:http';
import { Config } from '../config/config';
import { answerClientErrors } from './client-error';

/** Times in milliseconds. */
export interface ServerLimits {
  /** Until the head of a request has arrived. */
  headersTimeout: number;
  /** Until a whole request has arrived. Bodies that are parsed have a shorter deadline of their own (BodyGuard). */
  requestTimeout: number;
  /** How long an idle connection is kept; behind a proxy longer than the proxy keeps it, or it meets a closed one. */
  keepAliveTimeout: number;
  /** Silence after which a connection is closed: the only thing that ends one that never sends a byte. */
  silenceTimeout: number;
  /** How often the first two are looked after. */
  checkInterval: number;
  maxConnections: number;
}

const MOST_CONNECTIONS = 5_000;
const REQUESTS_PER_CONNECTION = 1_000;

/** The limits of this process under the given configuration. */
export function serverLimits(config: Config): ServerLimits {
  return {
    headersTimeout: 15_000,
    requestTimeout: 300_000,
    keepAliveTimeout: config.get('TRUST_PROXY') === 0 ? 5_000 : 65_000,
    silenceTimeout: 120_000,
    checkInterval: 5_000,
    maxConnections: Math.min(MOST_CONNECTIONS, Math.floor(openFilesLimit() * 0.8)),
  };
}

/**
 * Bounds what slow, silent and numerous clients can hold. Call it before `listen`. Upgraded sockets are not touched:
 * ws clears the socket's timeout when it takes over.
 */
export function configureServer(server: Server, config: Config, limits = serverLimits(config)): void {
  server.headersTimeout = limits.headersTimeout;
  server.requestTimeout = limits.requestTimeout;
  server.keepAliveTimeout = limits.keepAliveTimeout;
  server.maxConnections = limits.maxConnections;
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
  server.setTimeout(limits.silenceTimeout);
  // An option of createServer, which Nest does not pass on; read when the server starts to listen.
  Object.assign(server, { connectionsCheckingInterval: limits.checkInterval });
  answerClientErrors(server);
}

/** Open files this process may have: Linux tells, elsewhere a common default is assumed. */
function openFilesLimit(): number {
  try {
    const line = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line?.[1] === 'unlimited' ? Infinity : Number(line?.[1] ?? 1_024);
  } catch {
    return 1_024;
  }
}
