import { join, resolve } from 'node:path';
import { openDataDirectory, type DataDirectory } from './data-directory';
import { EmbeddedError, explainFileError } from './embedded-error';
import { takeLock, type InstanceLock } from './instance-lock';
import { stopLeftovers } from './leftovers';
import { ensureCluster, resetSuperuser } from './postgres-cluster';
import { findPostgres } from './postgres-package';
import { postgresUrl, prepareDatabase, PREPARATION } from './postgres-roles';
import { startPostgres, stopPostgres, type ServiceHooks, type StartedService } from './postgres-server';
import { binaryDirectories, findRedis, redisUrl, startRedis, stopRedis } from './redis-server';
import type { ServiceProcess } from './service-process';
import { newState, readState, writeState, type EmbeddedState } from './state-file';

export { EmbeddedError };

export type EmbeddedService = 'postgres' | 'redis';

export interface EmbeddedOptions {
  dataDir: string;
  postgres: boolean;
  redis: boolean;
  /** Postgres need not survive a crash of the machine, and writes to disk when it suits: for data that is worth nothing. */
  disposable?: boolean;
  /** Progress for people. */
  log?: (line: string) => void;
  /** Called when a service ends on its own after the start; code is null when a signal ended it. */
  onExit?: (name: EmbeddedService, code: number | null) => void;
  /** The PATH to look for redis-server in, before the usual places. */
  path?: string;
  /** Looks for redis-server in exactly these directories instead. */
  redisDirectories?: string[];
}

export interface EmbeddedHandle {
  /** Login of the application, which owns nothing. */
  databaseUrl?: string;
  /** Login that owns the database: for migrations. */
  databaseMigrationUrl?: string;
  redisUrl?: string;
  /** The directory really used. */
  dataDir: string;
  /** The directory that was asked for, when the user who runs Postgres cannot reach it. */
  relocatedFrom?: string;
  /** Stops the services cleanly and lets go of the directory; may be called more than once. */
  stop(): Promise<void>;
}

/** Starts the private Postgres and Redis of a data directory, with the data of the last run. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedHandle> {
  const log = options.log ?? (() => undefined);
  if (!options.postgres && !options.redis) {
    return { dataDir: resolve(options.dataDir), stop: () => Promise.resolve() };
  }
  try {
    const directory = openDataDirectory(options.dataDir, log);
    const lock = await takeLock(directory.path);
    return await new EmbeddedRun(options, directory, log, lock).start();
  } catch (error) {
    throw explainFileError(error, options.dataDir);
  }
}

class EmbeddedRun {
  private readonly services: ServiceProcess[] = [];
  private readonly hooks: ServiceHooks;
  private state: EmbeddedState = newState();
  private started = false;
  private stopped?: Promise<void>;

  constructor(
    private readonly options: EmbeddedOptions,
    private readonly directory: DataDirectory,
    private readonly log: (line: string) => void,
    private readonly lock: InstanceLock,
  ) {
    this.hooks = { log, onExit: (service) => this.onExit(service) };
  }

  async start(): Promise<EmbeddedHandle> {
    process.once('exit', this.abandon);
    try {
      const { path } = this.directory;
      this.state = readState(path);
      await stopLeftovers({ postgres: join(path, 'postgres'), redis: join(path, 'redis') }, this.log);
      const redisBinary = this.options.redis ? this.findRedis() : undefined;
      writeState(path, this.state);
      const starting = [this.startPostgres(), this.startRedis(redisBinary)] as const;
      // Both are awaited even when one fails, so that nothing starts after the clean-up.
      await Promise.allSettled(starting);
      const [postgres, redis] = await Promise.all(starting);
      const urls = this.remember(postgres, redis);
      this.started = true;
      const { relocatedFrom } = this.directory;
      return { ...urls, dataDir: path, ...(relocatedFrom && { relocatedFrom }), stop: () => this.stop() };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private stop(): Promise<void> {
    return (this.stopped ??= this.stopAll());
  }

  private async stopAll(): Promise<void> {
    try {
      await Promise.all(this.services.map((service) => this.stopOne(service)));
      if (this.started) writeState(this.directory.path, { ...this.state, running: undefined });
    } finally {
      process.off('exit', this.abandon);
      this.lock.release();
    }
  }

  private async stopOne(service: ServiceProcess): Promise<void> {
    const signal = await (service.name === 'postgres' ? stopPostgres(service) : stopRedis(service));
    if (signal === 'SIGKILL' || signal === 'SIGQUIT') {
      this.log(`${service.name} did not stop when asked and was ended by ${signal}; it recovers at the next start.`);
    }
  }

  private async startPostgres(): Promise<StartedService | undefined> {
    if (!this.options.postgres) return undefined;
    const { path, user } = this.directory;
    const { secrets } = this.state;
    const { disposable } = this.options;
    const cluster = { directory: join(path, 'postgres'), binaries: findPostgres(this.log, user), user, disposable };
    const existed = await ensureCluster(cluster, secrets.superuser, this.log);
    if (existed && this.state.prepared === 0) await resetSuperuser(cluster, secrets.superuser);
    const ready = this.state.prepared === PREPARATION;
    const url = (port: number): string =>
      ready
        ? postgresUrl('parley_app', secrets.app, port)
        : postgresUrl('postgres', secrets.superuser, port, 'postgres');
    const postgres = await startPostgres(cluster, url, this.hooks);
    this.services.push(postgres.process);
    if (!ready) {
      await prepareDatabase(postgres.port, secrets);
      this.state.prepared = PREPARATION;
    }
    return postgres;
  }

  private findRedis(): string {
    return findRedis(this.options.redisDirectories ?? binaryDirectories(this.options.path));
  }

  private async startRedis(binary: string | undefined): Promise<StartedService | undefined> {
    if (binary === undefined) return undefined;
    const { path, user } = this.directory;
    const options = { binary, directory: join(path, 'redis'), password: this.state.secrets.redis, user };
    const redis = await startRedis(options, this.hooks);
    this.services.push(redis.process);
    return redis;
  }

  private remember(
    postgres?: StartedService,
    redis?: StartedService,
  ): Pick<EmbeddedHandle, 'databaseUrl' | 'databaseMigrationUrl' | 'redisUrl'> {
    const { secrets } = this.state;
    const urls = {
      ...(postgres && {
        databaseUrl: postgresUrl('parley_app', secrets.app, postgres.port),
        databaseMigrationUrl: postgresUrl('parley_owner', secrets.owner, postgres.port),
      }),
      ...(redis && { redisUrl: redisUrl(secrets.redis, redis.port) }),
    };
    this.state.running = {
      ...(postgres && { postgres: { pid: postgres.process.pid, port: postgres.port } }),
      ...(redis && { redis: { pid: redis.process.pid, port: redis.port } }),
      ...urls,
    };
    writeState(this.directory.path, this.state);
    return urls;
  }

  private onExit(service: ServiceProcess): void {
    if (!this.started || service.stopping) return;
    this.options.onExit?.(service.name as EmbeddedService, service.exitCode);
  }

  /** process.exit() without stop(): the services get their signal and finish on their own. */
  private readonly abandon = (): void => {
    for (const service of this.services) service.signal(service.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  };
}
