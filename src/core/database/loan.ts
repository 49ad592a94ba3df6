import { Client, Pool, PoolClient } from 'pg';
import { CONNECT_TIMEOUT_MS } from './data-source';
import { giveBack } from './connections';

/**
 * Sees to it that a connection, which is lent for one transaction, goes back to its pool exactly once: when the function
 * that it answers is called, or before that when the signal aborts. Then it is closed, so that nothing of the transaction
 * stays, and its locks go at once; whatever is still asked on it rejects.
 */
export function lend(pool: Pool, client: PoolClient, abandoned?: AbortSignal): (error?: Error) => void {
  let lent = true;
  const end = (error?: Error) => {
    abandoned?.removeEventListener('abort', abandon);
    if (lent) giveBack(client, error);
    lent = false;
  };
  const abandon = () => {
    end(new Error('The transaction was abandoned.'));
    void terminate(pool, client);
  };
  if (abandoned?.aborted) abandon();
  else abandoned?.addEventListener('abort', abandon);
  return end;
}

/**
 * A server that is at a statement does not notice that its client is gone. Asked over a connection outside of the pool,
 * which others may have used up. Where that fails, the limits of statements and transactions remain.
 */
async function terminate(pool: Pool, lent: PoolClient): Promise<void> {
  const { processID } = lent as PoolClient & { processID: number };
  const timeout = { connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: CONNECT_TIMEOUT_MS };
  const client = new Client({ ...pool.options, ...timeout });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_terminate_backend($1)', [processID]);
  } catch {
    // See above.
  } finally {
    await client.end().catch(() => undefined);
  }
}
