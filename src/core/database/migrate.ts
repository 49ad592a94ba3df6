import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Config } from '../config/config';
import { CONNECT_TIMEOUT_MS, createMigrationDataSource, serverVersion, UNLIMITED } from './data-source';

/** The database cannot be used: the message is one sentence that says what to do. */
export class DatabaseSetupError extends Error {}

export interface PreparedDatabase {
  /** Migrations that ran now. */
  ran: string[];
  /** Whether the schema belongs to another login than the application's, and that one cannot change the audit trail. */
  separateOwner: boolean;
}

const OLDEST_SERVER = 150_000;
/** Any constant serves, as long as every Parley process takes the same. */
const MIGRATION_LOCK = 5_023_017;
const PROTECTED = ['migrations', 'audit_entries'];
/** All but the time, which is Postgres's to tell. */
const AUDIT_COLUMNS = `id, actor_id, actor_name, key_id, action, target_kind, target_id, outcome, ip, user_agent,
  correlation_id, details`;

/**
 * Brings the schema up to date with the owner's login and grants the application's login its rights on data. Safe when
 * several processes start at once. Throws DatabaseSetupError.
 */
export async function prepareDatabase(config: Config): Promise<PreparedDatabase> {
  const url = config.get('DATABASE_URL') ?? '';
  const ownerUrl = config.get('DATABASE_MIGRATION_URL') ?? url;
  await refuseUnusable('DATABASE_URL', url);
  if (ownerUrl !== url) await refuseUnusable('DATABASE_MIGRATION_URL', ownerUrl);
  const application = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  const login = await withClient(application, currentUser);
  const dataSource = await createMigrationDataSource(ownerUrl).initialize();
  try {
    return await underLock(dataSource, ownerUrl, login);
  } finally {
    await dataSource.destroy();
  }
}

function underLock(dataSource: DataSource, ownerUrl: string, login: string): Promise<PreparedDatabase> {
  const lock = new Client({
    connectionString: ownerUrl,
    options: UNLIMITED,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  return withClient(lock, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations();
    const owner = await currentUser(client);
    if (owner !== login) await grantData(client, login);
    return { ran: ran.map((migration) => migration.name), separateOwner: await isKeptFrom(client, login) };
  });
}

/** Rights can also come by another way than a grant of ours: a superuser has them, and a member of the owner's role. */
async function isKeptFrom(client: Client, application: string): Promise<boolean> {
  const { rows } = await client.query<{ kept: boolean }>(
    `SELECT tableowner <> $1 AND NOT has_table_privilege($1, 'audit_entries', 'UPDATE, DELETE, TRUNCATE') AS kept
     FROM pg_tables WHERE schemaname = 'public' AND tablename = 'migrations'`,
    [application],
  );
  return rows[0]?.kept === true;
}

/**
 * The application may read and change rows, not the schema, and not the record of migrations. To the audit trail it may
 * only add, and not say when: that right is at no moment wider, so its table is in no grant for all.
 */
async function grantData(client: Client, application: string): Promise<void> {
  const role = client.escapeIdentifier(application);
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user",
  );
  // A schema that was made by the application's login before there were two: it has its rights, and a start warns.
  if (rows.length === 0) return;
  await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
  const ordinary = rows.map(({ name }) => name).filter((name) => !PROTECTED.includes(name));
  const tables = ordinary.map((name) => client.escapeIdentifier(name)).join(', ');
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO ${role}`);
  // One statement after the other would leave a moment without the right to add, for a process that runs already.
  await client.query('BEGIN');
  await client.query(`REVOKE ALL ON migrations, audit_entries FROM ${role}`);
  await client.query(`GRANT SELECT ON migrations, audit_entries TO ${role}`);
  await client.query(`GRANT INSERT (${AUDIT_COLUMNS}) ON audit_entries TO ${role}`);
  await client.query('COMMIT');
}

async function refuseUnusable(variable: string, url: string): Promise<void> {
  const version = await serverVersion(url).catch((error: Error) => {
    throw new DatabaseSetupError(
      `Postgres at ${place(url)} cannot be used (${reason(error)}): check ${variable}, and that the server runs.`,
    );
  });
  if (version < OLDEST_SERVER) throw new DatabaseSetupError(`Postgres at ${place(url)} is older than 15: upgrade it.`);
}

async function currentUser(client: Client): Promise<string> {
  return (await client.query<{ name: string }>('SELECT current_user AS name')).rows[0]?.name ?? '';
}

async function withClient<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  // A server that ends the connection fails the statement that runs; without a listener it would end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
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
