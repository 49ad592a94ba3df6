import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Redis from 'ioredis';
import { Client } from 'pg';
import { freePort } from '../../../src/core/embedded/free-port';
import { ROOT } from '../../architecture/support/sources';
import { ComposeFile, imageCommands, imageEnvironment, readCompose } from '../../support/containers';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { RestClient } from '../../support/rest-client';
import { TestPostgres, TestRedis } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

const SECRETS = {
  ADMIN_PASSWORD: 'given by the operator',
  POSTGRES_PASSWORD: 'a1b2c3d4e5f6',
  DATABASE_OWNER_PASSWORD: 'b2c3d4e5f6a1',
  DATABASE_APP_PASSWORD: 'c3d4e5f6a1b2',
  REDIS_PASSWORD: 'd4e5f6a1b2c3',
};
type Environment = Record<string, string>;
type Role = 'api' | 'worker';

jest.setTimeout(120_000);

describe('what docker-compose.yml starts', () => {
  const { command, healthcheck } = imageCommands();
  let compose: ComposeFile;
  let postgres: TestPostgres;
  let redis: TestRedis;
  let environments: Record<Role, Environment>;

  beforeAll(async () => {
    compose = readCompose(SECRETS);
    [postgres, redis] = await Promise.all([TestPostgres.create(), TestRedis.create(), runBuild()]);
    await makeDatabase(compose, postgres);
    await configureRedis(compose, redis);
    environments = { api: await environmentOf('api'), worker: await environmentOf('worker') };
  }, 180_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await Promise.all([postgres.remove(), redis.remove()]);
  });
  afterEach(() => stopStartedProcesses());

  /** What the container would see, with the servers of this test behind the names of the file, and free ports. */
  async function environmentOf(role: Role): Promise<Environment> {
    const given = { ...imageEnvironment(), ...compose.services[role]?.environment };
    const moved = Object.entries(given).map(([name, value]) => [name, atThisMachine(value)]);
    const port = String(await freePort());
    return { ...(Object.fromEntries(moved) as Environment), [role === 'api' ? 'PORT' : 'WORKER_PORT']: port };
  }

  const atThisMachine = (value: string) =>
    value
      .replace('@postgres:5432/', `@${new URL(postgres.url).host}/`)
      .replace('@redis:6379/', `@${new URL(redis.url).host}/`);
  const start = (role: Role) => ParleyProcess.startCommand(command, environments[role]);
  const health = (role: Role) => exitOf(healthcheck, environments[role]);
  const becomes = (role: Role, code: number) =>
    waitFor(
      `the health of the ${role} to be ${code}`,
      () => health(role),
      40_000,
      (seen) => seen === code,
    );
  /** Waits until nothing is degraded: on a busy machine Redis may answer its first probe late. */
  const isWhole = (url: string) =>
    waitFor(
      `${url} to be ok`,
      async () => (await fetch(`${url}/health/ready`)).text(),
      20_000,
      (text) => text.includes('"status":"ok"'),
    );
  const warnings = ({ stdout }: ParleyProcess) =>
    stdout
      .split('\n')
      .filter((line) => line.includes('"message":"listening"'))
      .flatMap((line) => (JSON.parse(line) as { warnings: string[] }).warnings)
      .filter((text) => /MIGRATION|maxmemory/.test(text));

  it('is healthy once it runs, serves the admin who was named, and is unhealthy once it has stopped', async () => {
    expect([await health('api'), await health('worker')]).toEqual([1, 1]);
    const [api, worker] = [start('api'), start('worker')];
    await Promise.all([isWhole(await api.ready(60_000)), isWhole(await worker.ready(60_000))]);
    expect([await health('api'), await health('worker')]).toEqual([0, 0]);
    await RestClient.signIn(`http://localhost:${environments.api['PORT']}`, 'admin', SECRETS.ADMIN_PASSWORD);
    expect([...warnings(api), ...warnings(worker)]).toEqual([]);
    expect(api.stdout + worker.stdout).toContain('"warnings":[');
    for (const secret of Object.values(SECRETS)) expect(api.output + worker.output).not.toContain(secret);

    expect(await worker.stop(seconds('worker'))).toEqual({ code: 0, signal: null });
    expect([await health('api'), await health('worker')]).toEqual([0, 1]);
    expect(await api.stop(seconds('api'))).toEqual({ code: 0, signal: null });
    expect(await health('api')).toBe(1);
  });

  it('is unhealthy while Postgres is away', async () => {
    const [api, worker] = [start('api'), start('worker')];
    await Promise.all([api.ready(60_000), worker.ready(60_000)]);
    await postgres.kill();
    await Promise.all([becomes('api', 1), becomes('worker', 1)]);
    await postgres.start();
    await Promise.all([becomes('api', 0), becomes('worker', 0)]);
    expect([api.hasExited, worker.hasExited]).toEqual([false, false]);
  });

  it.each([
    'CREATE TABLE intruder (id int)',
    'ALTER TABLE users ADD COLUMN intruder int',
    'DROP TABLE utterances',
    'TRUNCATE users',
    'CREATE SCHEMA intruder',
    'CREATE ROLE intruder',
    'CREATE DATABASE intruder',
    `INSERT INTO migrations (timestamp, name) VALUES (1, 'intruder')`,
  ])('keeps its application from %s', async (statement) => {
    await expect(asLogin('DATABASE_URL', statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps its owner from what only a superuser may do, and everybody else out', async () => {
    await expect(asLogin('DATABASE_MIGRATION_URL', 'CREATE ROLE intruder')).rejects.toMatchObject({ code: '42501' });
    await postgres.run(`CREATE ROLE stranger LOGIN PASSWORD 'stranger'`);
    const stranger = Object.assign(new URL(environments.api['DATABASE_URL'] ?? ''), {
      username: 'stranger',
      password: 'stranger',
    });
    await expect(run(stranger.toString(), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
  });

  const asLogin = (name: string, statement: string) => run(environments.api[name] ?? '', statement);
  const seconds = (role: Role) => Number.parseInt(compose.services[role]?.stop_grace_period ?? '0', 10) * 1_000;
});

async function runBuild(): Promise<void> {
  await promisify(execFile)(join(ROOT, 'bin/build'), { timeout: 150_000 });
}

/** What the entrypoint of the image of Postgres does at its first start. */
async function makeDatabase({ services, configs }: ComposeFile, { url }: TestPostgres): Promise<void> {
  const database = services['postgres']?.environment['POSTGRES_DB'] ?? '';
  const [script] = services['postgres']?.configs ?? [];
  await run(url, `CREATE DATABASE ${database}`);
  await run(
    Object.assign(new URL(url), { pathname: `/${database}` }).toString(),
    configs[script?.source ?? '']?.content ?? '',
  );
}

/** Gives a running Redis the settings of the command line in the file. */
async function configureRedis({ services }: ComposeFile, { url }: TestRedis): Promise<void> {
  const [, ...flags] = services['redis']?.command ?? [];
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    for (let i = 0; i < flags.length; i += 2) await client.config('SET', flags[i]?.slice(2) ?? '', flags[i + 1] ?? '');
  } finally {
    client.disconnect();
  }
}

async function run(connectionString: string, statements: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}

/** Runs a check as the container's engine would; answers its exit code. */
function exitOf([program = '', ...args]: string[], environment: Environment): Promise<number> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: { PATH: process.env.PATH, ...environment }, timeout: 5_000 }, (error) => {
      if (error === null) resolve(0);
      else if (typeof error.code === 'number') resolve(error.code);
      else reject(new Error('The check was not run to its end.', { cause: error }));
    });
  });
}
