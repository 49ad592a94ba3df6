import { ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { Client } from 'pg';
import { closedParent } from '../../src/core/embedded/system-user';
import { relocatedPath } from '../../src/core/embedded/data-directory';
import {
  EmbeddedError,
  startEmbedded,
  type EmbeddedHandle,
  type EmbeddedOptions,
} from '../../src/core/embedded/embedded-services';
import { findProcess, listProcesses } from '../../src/core/embedded/process-table';
import { FROM_SOURCES } from '../support/processes';
import { deadline, waitFor } from '../support/wait-for';

const ROOT = join(__dirname, '../..');
const HOLDER = `
  const { startEmbedded } = require('./src/core/embedded/embedded-services');
  startEmbedded({ dataDir: process.argv[1], postgres: true, redis: true }).then(
    (handle) => console.log(JSON.stringify(handle)),
    (error) => console.log(JSON.stringify({ error: error.message })),
  );`;

interface State {
  running?: { postgres: { pid: number }; redis: { pid: number } };
}

let base: string;
let dataDir: string;
let handles: EmbeddedHandle[];
let holders: Holder[];

/** Another process that starts the services and keeps them. */
class Holder {
  private readonly child: ChildProcess;
  private output = '';

  constructor(directory: string) {
    this.child = spawn(process.execPath, [...FROM_SOURCES, '-e', HOLDER, directory], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, SWC_NODE_PROJECT: join(ROOT, 'tsconfig.json') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => (this.output += text.toString()));
    holders.push(this);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async answer(): Promise<EmbeddedHandle & { error?: string }> {
    const seen = await waitFor(
      'the holder to answer',
      () => this.output,
      30_000,
      (output) => output.includes('\n'),
    );
    return JSON.parse(seen) as EmbeddedHandle & { error?: string };
  }

  /** kill -9; does nothing when it has ended. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGKILL');
    await deadline('the holder to end', exit, 5_000, () => this.output);
  }
}

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedHandle> {
  const handle = await startEmbedded({ dataDir, postgres: true, redis: true, ...options });
  handles.push(handle);
  return handle;
}

async function query(url: string | undefined, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function withRedis<T>(url: string | undefined, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url ?? '', { maxRetriesPerRequest: 1, commandTimeout: 5_000 });
  redis.on('error', () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function leaveData(handle: EmbeddedHandle): Promise<void> {
  await query(handle.databaseMigrationUrl, 'CREATE TABLE kept (word text)');
  await query(handle.databaseMigrationUrl, "INSERT INTO kept VALUES ('still here')");
  await withRedis(handle.redisUrl, (redis) => redis.set('kept', 'still here'));
}

async function expectData(handle: EmbeddedHandle): Promise<void> {
  expect(await query(handle.databaseMigrationUrl, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  expect(await withRedis(handle.redisUrl, (redis) => redis.get('kept'))).toBe('still here');
}

function state(directory = dataDir): State {
  return JSON.parse(readFileSync(join(directory, 'embedded.json'), 'utf8')) as State;
}

function runningPids(): number[] {
  const { running } = state();
  return running ? [running.postgres.pid, running.redis.pid] : [];
}

function processesOn(directory: string): string[] {
  return listProcesses()
    .filter((info) => info.pid !== process.pid && (info.cwd?.startsWith(directory) || info.command.includes(directory)))
    .map((info) => `${info.pid} ${info.command}`);
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
  chmodSync(base, 0o755);
  dataDir = join(base, '.parley');
  handles = [];
  holders = [];
});

afterEach(async () => {
  await Promise.all(holders.map((holder) => holder.kill()));
  await Promise.all(handles.map((handle) => handle.stop()));
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}, 60_000);

jest.setTimeout(60_000);

describe('a first and a second start', () => {
  it('find the data again and leave no process behind', async () => {
    const first = await start();
    await leaveData(first);
    const pids = runningPids();
    expect(pids.map((pid) => findProcess(pid)?.name)).toEqual(['postgres', expect.stringMatching(/-server$/)]);
    await Promise.all([first.stop(), first.stop()]);
    expect(pids.map(findProcess)).toEqual([undefined, undefined]);
    expect(processesOn(dataDir)).toEqual([]);

    const begun = performance.now();
    await expectData(await start());
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('keep the passwords from other users of the machine', async () => {
    await start();
    expect(statSync(join(dataDir, 'embedded.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'redis/redis.conf')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
    const secrets = Object.values((state() as unknown as { secrets: Record<string, string> }).secrets);
    const commands = listProcesses().map((info) => info.command);
    expect(secrets).toHaveLength(4);
    expect(commands.filter((command) => secrets.some((secret) => command.includes(secret)))).toEqual([]);
  });

  it('set new passwords when the file that held them is lost', async () => {
    const first = await start();
    await leaveData(first);
    await first.stop();
    rmSync(join(dataDir, 'embedded.json'));
    const second = await start();
    expect(second.databaseUrl?.split('@')[0]).not.toBe(first.databaseUrl?.split('@')[0]);
    await expectData(second);
  });
});

describe('the roles and settings', () => {
  it('let the owner own and the application own nothing', async () => {
    const { databaseUrl, databaseMigrationUrl } = await start({ redis: false });
    await query(databaseMigrationUrl, 'CREATE TABLE secret (n int)');
    await query(databaseMigrationUrl, 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO parley_app');
    await query(databaseMigrationUrl, 'CREATE TABLE granted (n int)');
    await query(databaseMigrationUrl, 'CREATE EXTENSION pg_trgm');
    await query(databaseMigrationUrl, 'CREATE DATABASE copy TEMPLATE parley');
    await expect(query(databaseUrl, 'SELECT * FROM granted')).resolves.toEqual([]);
    await expect(query(databaseUrl, 'SELECT * FROM secret')).rejects.toThrow('permission denied');
    await expect(query(databaseUrl, 'CREATE TABLE mine (n int)')).rejects.toThrow('permission denied');
    await expect(query(databaseUrl, 'CREATE DATABASE mine')).rejects.toThrow('permission denied');
    await expect(query(databaseMigrationUrl, 'CREATE ROLE other')).rejects.toThrow('permission denied');
  });

  it('are durable, UTF-8 and checksummed', async () => {
    const { databaseUrl } = await start({ redis: false });
    const rows = await query(
      databaseUrl,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_encoding', 'listen_addresses', 'TimeZone')",
    );
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '127.0.0.1',
      TimeZone: 'UTC',
    });
    expect(await query(databaseUrl, "SELECT upper('äé') AS upper")).toEqual([{ upper: 'ÄÉ' }]);
  });

  it('keep every key that Redis acknowledged and refuse strangers', async () => {
    const { redisUrl } = await start({ postgres: false });
    const read = (name: string): Promise<string[]> =>
      withRedis(redisUrl, async (redis) => (await redis.config('GET', name)) as string[]);
    expect(await read('appendonly')).toEqual(['appendonly', 'yes']);
    expect(await read('maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    const withoutPassword = `redis://127.0.0.1:${new URL(redisUrl ?? '').port}`;
    await expect(withRedis(withoutPassword, (redis) => redis.get('kept'))).rejects.toThrow('NOAUTH');
  });
});

describe('after kill -9', () => {
  it('of Parley alone, stops what was left and works with the data', async () => {
    const holder = new Holder(dataDir);
    await leaveData(await holder.answer());
    const pids = runningPids();
    await holder.kill();
    expect(pids.map((pid) => findProcess(pid) !== undefined)).toEqual([true, true]);
    await expectData(await start());
    expect(pids.map(findProcess)).toEqual([undefined, undefined]);
  });

  it('of everything at once, recovers', async () => {
    const holder = new Holder(dataDir);
    await leaveData(await holder.answer());
    await holder.kill();
    for (const pid of runningPids()) process.kill(pid, 'SIGKILL');
    await expectData(await start());
  });

  it('during the very first start, makes the database anew', async () => {
    const holder = new Holder(dataDir);
    const half = join(dataDir, 'postgres.new', 'PG_VERSION');
    await waitFor('initdb to be half done', () => existsSync(half), 20_000);
    await holder.kill();
    await leaveData(await start());
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false);
  });

  it('is not misled by a postmaster.pid whose pid now belongs to another program', async () => {
    const first = await start({ redis: false });
    await first.stop();
    const stale = `${process.pid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n0 0\nready\n`;
    writeFileSync(join(dataDir, 'postgres/postmaster.pid'), stale);
    const second = await start({ redis: false });
    expect(await query(second.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a data directory', () => {
  it('in use is refused, with the pid', async () => {
    const holder = new Holder(dataDir);
    expect((await holder.answer()).error).toBeUndefined();
    const message = `Parley is already running on ${dataDir} (pid ${holder.pid}): stop it, or set PARLEY_DATA_DIR to another directory.`;
    await expect(start()).rejects.toThrow(new EmbeddedError(message));
    await holder.kill();
    await start();
  });

  it('wanted by several at the same instant goes to exactly one', async () => {
    const first = await start();
    await first.stop();
    const attempts = await Promise.allSettled([1, 2, 3, 4].map(() => start()));
    const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [String(attempt.reason)] : []));
    expect(refused).toHaveLength(3);
    expect(refused.filter((reason) => !reason.includes('already running'))).toEqual([]);
  });

  it('that holds a half-made database is set right, and nothing in it is thrown away', async () => {
    mkdirSync(join(dataDir, 'postgres/base'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '18\n');
    chmodSync(dataDir, 0o755);
    const lines: string[] = [];
    const handle = await start({ redis: false, log: (line) => lines.push(line) });
    expect(await query(handle.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(lines.join('\n')).toContain('was not a complete database: kept as');
  });

  it('in a path that is too long or taken by a file is refused in one sentence', async () => {
    await expect(start({ dataDir: join(base, 'x'.repeat(1_000)) })).rejects.toThrow(EmbeddedError);
    await expect(start({ dataDir: join(base, 'x'.repeat(300)) })).rejects.toThrow('too long');
    writeFileSync(join(base, 'file'), '');
    await expect(start({ dataDir: join(base, 'file') })).rejects.toThrow('a file is in the way');
    await expect(start({ dataDir: join(base, 'file/below') })).rejects.toThrow('a file is in the way');
  });

  it('behind a closed parent is replaced by a reachable one (as root)', async () => {
    const user = { name: 'postgres', uid: 12_345, gid: 12_345 };
    const closed = { mode: 0o40700, uid: 0, gid: 0 };
    const open = { mode: 0o40755, uid: 0, gid: 0 };
    expect(closedParent('/root/app/.parley', user, (path) => (path === '/root' ? closed : open))).toBe('/root');
    if (process.getuid?.() !== 0) return;
    chmodSync(base, 0o700);
    try {
      const first = await start();
      expect(first).toMatchObject({ relocatedFrom: dataDir, dataDir: relocatedPath(dataDir) });
      await leaveData(first);
      await first.stop();
      await expectData(await start());
      expect(statSync(base).mode & 0o777).toBe(0o700);
    } finally {
      await Promise.all(handles.map((handle) => handle.stop()));
      rmSync(relocatedPath(dataDir), { recursive: true, force: true });
    }
  });
});

describe('trouble', () => {
  it('with no redis-server says how to get one, starts nothing and lets go of the directory', async () => {
    const message = 'No redis-server was found: install it by running bin/setup, or set REDIS_URL.';
    await expect(start({ redisDirectories: [base] })).rejects.toThrow(new EmbeddedError(message));
    expect(processesOn(dataDir)).toEqual([]);
    await start({ redis: false });
  });

  it('with a service that dies is reported, once, and not for a wanted stop', async () => {
    const exits: string[] = [];
    const handle = await start({ onExit: (name) => exits.push(name) });
    process.kill(runningPids()[1] ?? 0, 'SIGKILL');
    await waitFor('the death of Redis to be reported', () => exits.length, 5_000);
    await handle.stop();
    expect(exits).toEqual(['redis']);
  });
});
