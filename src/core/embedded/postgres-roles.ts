import { Client } from 'pg';
import type { Secrets } from './state-file';

/** Counts the versions of what `prepareDatabase` sets up; raise it when that changes. */
export const PREPARATION = 1;

export const DATABASE = 'parley';

/** The address of `database` for one role. */
export function postgresUrl(role: string, password: string, port: number, database = DATABASE): string {
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** Creates the two roles and the database, or brings existing ones into line; safe to repeat after any interruption. */
export async function prepareDatabase(port: number, secrets: Secrets): Promise<void> {
  await asSuperuser(port, secrets, 'postgres', async (client) => {
    await ensureRole(client, 'parley_owner', `LOGIN CREATEDB PASSWORD ${client.escapeLiteral(secrets.owner)}`);
    await ensureRole(client, 'parley_app', `LOGIN NOCREATEDB PASSWORD ${client.escapeLiteral(secrets.app)}`);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE} OWNER parley_owner`);
  });
  await asSuperuser(port, secrets, DATABASE, async (client) => {
    await client.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);
    await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO parley_app`);
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    await client.query('GRANT USAGE ON SCHEMA public TO parley_app');
  });
}

async function ensureRole(client: Client, role: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} NOSUPERUSER NOCREATEROLE ${attributes}`);
}

async function asSuperuser(
  port: number,
  secrets: Secrets,
  database: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const connectionString = postgresUrl('postgres', secrets.superuser, port, database);
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
