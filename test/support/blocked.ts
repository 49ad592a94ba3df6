import { Client } from 'pg';
import { TestDatabase } from './database';
import { runSql } from './rows';
import { waitFor } from './wait-for';

/**
 * Runs the statements in a transaction, starts `other`, waits until it stands in the way of the locks, and only then
 * commits; answers what `other` came to.
 */
export async function overtaking<T>(
  database: TestDatabase,
  statements: [text: string, values: unknown[]][],
  other: () => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: database.migrationUrl, query_timeout: 30_000 });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const [text, values] of statements) await client.query(text, values);
    const { rows } = await client.query<{ id: string }>('SELECT pg_current_xact_id()::xid::text AS id');
    const outcome = other();
    await waitFor('somebody to wait for the transaction', () => waitingFor(rows[0]?.id, database));
    await client.query('COMMIT');
    return await outcome;
  } finally {
    await client.end();
  }
}

async function waitingFor(transactionId: string | undefined, database: TestDatabase): Promise<number> {
  const [row] = await runSql<{ count: number }>(
    database,
    `SELECT count(*)::int AS count FROM pg_locks WHERE transactionid = $1::xid AND NOT granted`,
    [transactionId],
  );
  return row?.count ?? 0;
}
