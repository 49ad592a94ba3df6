import { Pool } from 'pg';

/** A new connection takes thirty times the CPU of a statement, and some tests ask every few milliseconds. */
const IDLE_MS = 2_000;
const pools = new Map<string, Pool>();

/** Lets statements of the tests at this address share connections, as many as run at once. */
export function keepConnections(url: string): void {
  const settings = { connectionString: url, query_timeout: 60_000, max: 50, idleTimeoutMillis: IDLE_MS };
  const pool = new Pool({ ...settings, allowExitOnIdle: true });
  // Of one that ended while nobody used it: the next statement gets another.
  pool.on('error', () => undefined);
  pools.set(url, pool);
}

/** Undefined where each statement needs a connection of its own, since the server is the test's to kill. */
export function keptConnections(url: string): Pool | undefined {
  return pools.get(url);
}

/** Ends those that are idle, and each other one as soon as its statement is over. */
export async function endConnections(url: string): Promise<void> {
  const pool = pools.get(url);
  pools.delete(url);
  if (pool === undefined) return;
  const allIdle = pool.idleCount === pool.totalCount;
  const ended = pool.end();
  if (allIdle) await ended;
}
