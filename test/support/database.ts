import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { endConnections, keepConnections } from './kept-connections';

/** SQLSTATE of a database that somebody is connected to. */
const IN_USE = '55006';
const NOT_PERMITTED = '42501';

/** A database of one test file: migrated and empty. */
export interface TestDatabase {
  /** The application's login: it may change rows, not the schema. */
  url: string;
  /** The login that owns the schema. */
  migrationUrl: string;
  drop(): Promise<void>;
}

/** Clones the migrated template, with the rights that the application's login has in it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const applicationUrl = required('PARLEY_TEST_DATABASE_URL');
  const ownerUrl = required('PARLEY_TEST_DATABASE_ADMIN_URL');
  const template = new URL(ownerUrl).pathname.slice(1);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(ownerUrl, [
    `CREATE DATABASE ${name} TEMPLATE ${template}`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${new URL(applicationUrl).username}`,
  ]);
  const migrationUrl = inDatabase(ownerUrl, name);
  keepConnections(migrationUrl);
  return {
    url: inDatabase(applicationUrl, name),
    migrationUrl,
    drop: async () => {
      await endConnections(migrationUrl);
      await dropDatabase(ownerUrl, name);
    },
  };
}

/**
 * FORCE may end only connections of this login, and neither the application's nor a vacuum of the server's own: the plain
 * form ends and awaits the latter. Rejects with who is connected, since the application should have ended its own.
 */
async function dropDatabase(ownerUrl: string, name: string): Promise<void> {
  for (const manner of ['', 'WITH (FORCE)', '']) {
    try {
      return void (await administer(ownerUrl, [`DROP DATABASE IF EXISTS ${name} ${manner}`]));
    } catch (error) {
      if (![IN_USE, NOT_PERMITTED].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
  throw new Error(`The database ${name} is in use: ${await connectionsTo(ownerUrl, name)}`);
}

/** Who keeps a database from being dropped, as far as the login may see. */
async function connectionsTo(ownerUrl: string, name: string): Promise<string> {
  const seen = 'SELECT pid, usename, application_name, state, query FROM pg_stat_activity WHERE datname = ';
  return JSON.stringify(await administer(ownerUrl, [`${seen}'${name}'`]));
}

/** The address of a server that global-setup started. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: this project needs global-setup in the Jest settings.`);
  return value;
}

function inDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).toString();
}

/** Runs statements outside the template, which nobody may be connected to while it is cloned. */
async function administer(ownerUrl: string, statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: inDatabase(ownerUrl, 'postgres'), query_timeout: 30_000 });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}
