import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Pool, PoolClient, QueryResultRow } from 'pg';
import { from } from 'pg-copy-streams';

/** Takes a connection out of the pool. */
export async function borrow(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  // While a connection is lent, the pool does not listen: a server that dies then would end this process.
  client.on('error', ignore);
  return client;
}

/** With an error, the pool throws the connection away. */
export function giveBack(client: PoolClient, error?: Error): void {
  client.release(error);
  client.off('error', ignore);
}

export async function run<Row extends QueryResultRow>(
  client: PoolClient | Pool,
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<Row[]> {
  return (await client.query<Row>({ text, values, name })).rows;
}

/** Feeds a COPY statement; answers how many rows it wrote. */
export async function runCopy(client: PoolClient, text: string, rows: readonly Uint8Array[]): Promise<number> {
  const sink = client.query(from(text));
  await pipeline(Readable.from(rows), sink);
  return sink.rowCount;
}

/** Rejects when there was nothing left to commit: Postgres rolls a failed transaction back and calls that a success. */
export async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('The transaction had failed before its end, and was rolled back.');
}

/** Answers the error that makes the pool throw the connection away when it cannot even roll back. */
export async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function ignore(): void {
  // The statement that runs on the connection rejects as well.
}
