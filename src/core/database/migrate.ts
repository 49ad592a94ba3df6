import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Config } from '../config/config';
import { createMigrationDataSource, serverVersion } from './data-source';

/** The database cannot be used: the message is one sentence that says what to do. */
export class DatabaseSetupError extends Error {}

export interface PreparedDatabase {
  /** Migrations that ran now. */
  ran: string[];
  /** Whether the application's login is another than the owner of the schema. */
  separateOwner: boolean;
}

const OLDEST_SERVER = 150_000;
/** Any constant serves, as long as every Parley process takes the same. */
const MIGRATION_LOCK = 5_023_017;

/**
 * Brings the schema up to date with the owner's login and grants the application's login its rights on data. Safe when
 * several processes start at once. Throws DatabaseSetupError.
 */
export async function prepareDatabase(config: Config): Promise<PreparedDatabase> {
  const url = config.get('DATABASE_URL') ?? '';
  const ownerUrl = config.get('DATABASE_MIGRATION_URL') ?? url;
  await refuseUnusable('DATABASE_URL', url);
  if (ownerUrl !== url) await refuseUnusable('DATABASE_MIGRATION_URL', ownerUrl);
  const application = await currentUser(url);
  const dataSource = await createMigrationDataSource(ownerUrl).initialize();
  try {
    return await underLock(dataSource, application);
  } finally {
    await dataSource.destroy();
  }
}

/** Names of the migrations this build has and the database has not run. */
export async function pendingMigrations(dataSource: DataSource, known: string[]): Promise<string[]> {
  const rows: { name: string }[] = await dataSource.query('SELECT name FROM migrations');
  const done = new Set(rows.map((row) => row.name));
  return known.filter((name) => !done.has(name));
}

async function underLock(dataSource: DataSource, application: string): Promise<PreparedDatabase> {
  const lock = new Client({ connectionString: (dataSource.options as { url: string }).url });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations();
    const owner = (await lock.query<{ name: string }>('SELECT current_user AS name')).rows[0]?.name ?? '';
    if (owner !== application) await grantData(lock, application);
    return { ran: ran.map((migration) => migration.name), separateOwner: owner !== application };
  } finally {
    await lock.end();
  }
}

/** The application may read and change rows, not the schema, and not the record of migrations. */
async function grantData(client: Client, application: string): Promise<void> {
  const role = client.escapeIdentifier(application);
  await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
  await client.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  await client.query(`REVOKE INSERT, UPDATE, DELETE ON TABLE migrations FROM ${role}`);
}

async function refuseUnusable(variable: string, url: string): Promise<void> {
  const version = await serverVersion(url).catch((error: Error) => {
    throw new DatabaseSetupError(
      `Postgres at ${place(url)} cannot be used (${reason(error)}): check ${variable}, and that the server runs.`,
    );
  });
  if (version < OLDEST_SERVER) throw new DatabaseSetupError(`Postgres at ${place(url)} is older than 15: upgrade it.`);
}

async function currentUser(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ name: string }>('SELECT current_user AS name')).rows[0]?.name ?? '';
  } finally {
    await client.end();
  }
}

/** Host, port and database of a URL, without its password. */
function place(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function reason(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.[0]?.message || error.code || 'no reason given';
}
