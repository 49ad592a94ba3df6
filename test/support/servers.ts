import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { Client } from 'pg';
import { freePort } from '../../src/core/embedded/free-port';
import { Cluster, ensureCluster } from '../../src/core/embedded/postgres-cluster';
import { findPostgres } from '../../src/core/embedded/postgres-package';
import { listProcesses, withDescendants } from '../../src/core/embedded/process-table';
import { binaryDirectories, findRedis } from '../../src/core/embedded/redis-server';
import { ServiceProcess } from '../../src/core/embedded/service-process';
import { isRoot, systemUser } from '../../src/core/embedded/system-user';
import { waitFor } from './wait-for';

const PASSWORD = 'test-password';
const nothing = () => undefined;

/** A server of one test's own, always on the same port, that can be hung, killed and started again with its data. */
export abstract class TestServer {
  private process?: ServiceProcess;

  protected constructor(
    protected readonly directory: string,
    protected readonly port: number,
  ) {}

  abstract readonly url: string;

  /** Starts it and waits until it answers. A port or memory still held by a killed one is waited for. */
  async start(): Promise<void> {
    await waitFor(
      `${this.constructor.name} to answer`,
      async () => {
        if (this.process === undefined || this.process.exit !== undefined) this.process = this.launch();
        await this.ask();
        return true;
      },
      30_000,
    );
  }

  /** Stops every process of the server where it stands: connections stay open and nothing answers. */
  hang(): void {
    this.signal('SIGSTOP');
  }

  /** Lets a hung server go on. */
  resume(): void {
    this.signal('SIGCONT');
  }

  /** Ends it without warning. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await waitFor(`${this.constructor.name} to be gone`, () => this.process?.exit !== undefined);
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    if (this.process?.exit === undefined) await this.kill();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  protected abstract launch(): ServiceProcess;
  protected abstract ask(): Promise<void>;

  private signal(signal: NodeJS.Signals): void {
    const all = listProcesses();
    const roots = all.filter(({ pid }) => pid === this.process?.pid);
    for (const { pid } of withDescendants(roots, all)) send(pid, signal);
  }
}

/** A backend whose client has just left may have ended since it was listed. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A Postgres whose superuser is the login of its URL. */
export class TestPostgres extends TestServer {
  readonly url = `postgresql://postgres:${PASSWORD}@127.0.0.1:${this.port}/postgres`;

  private constructor(
    directory: string,
    port: number,
    private readonly cluster: Cluster,
  ) {
    super(directory, port);
  }

  static async create(): Promise<TestPostgres> {
    const directory = temporaryDirectory();
    const user = isRoot() ? systemUser(nothing) : undefined;
    const cluster = { directory: join(directory, 'postgres'), binaries: findPostgres(nothing, user), user };
    await ensureCluster(cluster, PASSWORD, nothing);
    const server = new TestPostgres(directory, await freePort(), cluster);
    await server.start();
    return server;
  }

  /** Runs one statement as superuser. */
  async run(statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 2_000, query_timeout: 5_000 });
    client.on('error', nothing);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  protected launch(): ServiceProcess {
    const { directory, binaries, user } = this.cluster;
    const settings = [`port=${this.port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const args = ['-D', directory, ...settings.flatMap((setting) => ['-c', setting])];
    const logFile = join(this.directory, 'postgres.log');
    return new ServiceProcess(
      { name: 'postgres', binary: binaries.postgres, args, cwd: directory, logFile, user },
      nothing,
    );
  }

  protected async ask(): Promise<void> {
    await this.run('SELECT 1');
  }
}

/** A Redis that keeps its data over restarts, unless it is to forget them. */
export class TestRedis extends TestServer {
  readonly url = `redis://127.0.0.1:${this.port}/0`;

  private constructor(
    directory: string,
    port: number,
    private readonly keepsData: boolean,
  ) {
    super(directory, port);
  }

  static async create(keepsData = true): Promise<TestRedis> {
    const server = new TestRedis(temporaryDirectory(), await freePort(), keepsData);
    await server.start();
    return server;
  }

  /** Runs one command. */
  async run(command: string): Promise<unknown> {
    const client = new Redis(this.url, { lazyConnect: true, connectTimeout: 1_000, retryStrategy: () => null });
    client.on('error', nothing);
    try {
      await client.connect();
      return await client.call(command);
    } finally {
      client.disconnect();
    }
  }

  protected launch(): ServiceProcess {
    const binary = findRedis(binaryDirectories(process.env.PATH));
    const settings = {
      port: this.port,
      bind: '127.0.0.1',
      dir: this.directory,
      save: '',
      appendonly: this.keepsData ? 'yes' : 'no',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const logFile = join(this.directory, 'redis.log');
    return new ServiceProcess({ name: 'redis', binary, args, cwd: this.directory, logFile }, nothing);
  }

  protected async ask(): Promise<void> {
    await this.run('PING');
  }
}

/** A new directory that the user who runs Postgres can enter as well. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-test-'));
  chmodSync(directory, 0o711);
  return directory;
}

/** Processes of this machine that have to do with a directory, as "pid command". */
export function processesOn(directory: string): string[] {
  return existsSync(directory)
    ? listProcesses()
        .filter(({ command, cwd }) => command.includes(directory) || cwd?.startsWith(directory))
        .map(({ pid, command }) => `${pid} ${command}`)
    : [];
}
