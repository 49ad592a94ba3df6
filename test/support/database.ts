import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

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
  return {
    url: inDatabase(applicationUrl, name),
    migrationUrl: inDatabase(ownerUrl, name),
    drop: () => dropDatabase(ownerUrl, name),
  };
}

/** FORCE would have to end a vacuum of the server's own as well, which only a superuser may: the plain form ends and awaits it. */
async function dropDatabase(ownerUrl: string, name: string): Promise<void> {
  const plain = () => administer(ownerUrl, [`DROP DATABASE IF EXISTS ${name}`]);
  const unless = (code: string, next: () => Promise<void>) => (error: Error & { code?: string }) => {
    if (error.code !== code) throw error;
    return next();
  };
  const force = () => administer(ownerUrl, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
  await plain().catch(unless(IN_USE, () => force().catch(unless(NOT_PERMITTED, plain))));
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
async function administer(ownerUrl: string, statements: string[]): Promise<void> {
  const client = new Client({ connectionString: inDatabase(ownerUrl, 'postgres'), query_timeout: 30_000 });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
