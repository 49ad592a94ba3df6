import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource, DataSourceOptions } from 'typeorm';

/** Limits of one pool, all in milliseconds but the size. */
export interface PoolLimits {
  size: number;
  statementMs: number;
  transactionMs: number;
}

/** Under this name the connections for background work stand in `pg_stat_activity`. */
export const LONG_WORK = 'parley-long';

export const REQUEST_LIMITS = { statementMs: 15_000, transactionMs: 60_000 };
export const LONG_WORK_LIMITS = { statementMs: 25 * 60_000, transactionMs: 30 * 60_000 };

const TRANSACTION_TIMEOUT_SINCE = 170_000;
export const CONNECT_TIMEOUT_MS = 3_000;
/** The server cancels first; the client gives up only when the server does not answer at all. */
const CLIENT_GRACE_MS = 5_000;

/** Asks the server for its version number, e.g. 180004. Rejects within 3 s when it cannot be reached. */
export async function serverVersion(url: string): Promise<number> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    );
    return rows[0]?.version ?? 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A migration may take long, and its lock is held by an idle connection: whatever limits the login has are lifted. */
export const UNLIMITED = '-c statement_timeout=0 -c idle_session_timeout=0';

/** A data source with safe limits; no schema is ever derived from entities at run time. */
export function createDataSource(url: string, name: string, version: number, limits: PoolLimits): DataSource {
  return new DataSource({
    ...commonOptions(url),
    applicationName: name,
    poolSize: limits.size,
    extra: extra(version, limits),
  });
}

/** The data source of the schema's owner: one connection, no statement limit, migrations from this build. */
export function createMigrationDataSource(url: string): DataSource {
  return new DataSource({
    ...commonOptions(url),
    applicationName: 'parley-migrations',
    poolSize: 1,
    migrations: [join(__dirname, '../../../migrations/*.{js,ts}')],
    migrationsTransactionMode: 'each',
    extra: { lock_timeout: 10_000, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, options: UNLIMITED },
  });
}

function commonOptions(url: string) {
  return {
    type: 'postgres',
    url,
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    logging: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    entities: [join(__dirname, '../../modules/*/entities/*.entity.{js,ts}')],
  } satisfies DataSourceOptions;
}

function extra(version: number, limits: PoolLimits) {
  const transactionTimeout =
    version >= TRANSACTION_TIMEOUT_SINCE ? `-c transaction_timeout=${limits.transactionMs}` : undefined;
  return {
    statement_timeout: limits.statementMs,
    query_timeout: limits.statementMs + CLIENT_GRACE_MS,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    maxLifetimeSeconds: 1_800,
    ...(transactionTimeout === undefined ? {} : { options: transactionTimeout }),
  };
}
