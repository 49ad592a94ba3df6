import { Client } from 'pg';
import { TestDatabase } from './database';
import { keptConnections } from './kept-connections';

/** Runs one statement as the owner of the schema. */
export async function runSql<Row>(database: TestDatabase, text: string, values: unknown[] = []): Promise<Row[]> {
  const kept = keptConnections(database.migrationUrl);
  if (kept !== undefined) return (await kept.query(text, values)).rows as Row[];
  const client = new Client({ connectionString: database.migrationUrl, query_timeout: 60_000 });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

export async function countRows(database: TestDatabase, table: string): Promise<number> {
  const [row] = await runSql<{ count: number }>(database, `SELECT count(*)::int AS count FROM ${table}`);
  return row?.count ?? -1;
}

/** How many rows each table has, by its name; that of the migrations is left out. */
export async function countEveryTable(database: TestDatabase): Promise<Record<string, number>> {
  const tables = await runSql<{ name: string }>(
    database,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) counts[name] = await countRows(database, name);
  return counts;
}
