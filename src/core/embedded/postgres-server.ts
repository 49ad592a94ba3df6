import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedError, outOfSpace } from './embedded-error';
import { freePort } from './free-port';
import { poll } from './poll';
import type { Cluster } from './postgres-cluster';
import { ServiceProcess } from './service-process';

export interface StartedService {
  process: ServiceProcess;
  port: number;
}

export interface ServiceHooks {
  log: (line: string) => void;
  onExit: (service: ServiceProcess) => void;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
const MAX_LAUNCHES = 8;
/** The port was taken in between, or the last processes of a killed server are still letting go of its memory. */
const WORTH_RETRYING = /Address already in use|pre-existing shared memory block|lock file ".*" already exists/;
const WRONG_PASSWORD = '28P01';
const STARTING_UP = '57P03';

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_compression: 'on',
  password_encryption: 'scram-sha-256',
  deadlock_timeout: '1s',
  log_lock_waits: 'on',
  log_parameter_max_length_on_error: '0',
  log_line_prefix: '%m [%p] %q%u@%d ',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/** Not synchronous_commit as well: a vacuum leaves alone what is not on disk yet, and the plans are others then. */
const DISPOSABLE = { fsync: 'off', full_page_writes: 'off' };

/** Starts Postgres on a free port and waits until `url` can be logged in to. */
export async function startPostgres(
  cluster: Cluster,
  url: (port: number) => string,
  hooks: ServiceHooks,
): Promise<StartedService> {
  for (let launch = 1; ; launch++) {
    const port = await freePort();
    const service = launchPostgres(cluster, port, hooks);
    try {
      await untilReady(service, url(port), cluster.directory, hooks.log);
      return { process: service, port };
    } catch (error) {
      const retry = service.exit !== undefined && launch < MAX_LAUNCHES && WORTH_RETRYING.test(service.output());
      await stopPostgres(service);
      if (!retry) throw error;
      await new Promise((resolve) => setTimeout(resolve, launch * 50));
    }
  }
}

/** Stops Postgres: connections are cut, everything committed is kept. Answers the signal that was needed. */
export function stopPostgres(service: ServiceProcess): Promise<NodeJS.Signals | undefined> {
  return service.stop([
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]);
}

function launchPostgres(cluster: Cluster, port: number, hooks: ServiceHooks): ServiceProcess {
  const settings = Object.entries({ ...SETTINGS, ...(cluster.disposable && DISPOSABLE), port: String(port) });
  return new ServiceProcess(
    {
      name: 'postgres',
      binary: cluster.binaries.postgres,
      args: ['-D', cluster.directory, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      cwd: cluster.directory,
      logFile: join(dirname(cluster.directory), 'postgres.log'),
      user: cluster.user,
    },
    hooks.onExit,
  );
}

async function untilReady(
  service: ServiceProcess,
  connectionString: string,
  directory: string,
  log: (line: string) => void,
): Promise<void> {
  let lastError: { code?: string; message: string } = { message: 'no answer' };
  let recovering = false;
  let refusals = 0;
  await poll(
    async () => {
      if (service.exit !== undefined) throw explainExit(service, directory);
      try {
        await logIn(connectionString);
        return true;
      } catch (error) {
        lastError = error as Error & { code?: string };
      }
      if (lastError.code === WRONG_PASSWORD && ++refusals > 20) throw wrongPassword(directory);
      if (lastError.code === STARTING_UP && !recovering && service.output().includes('not properly shut down')) {
        recovering = true;
        log('Postgres is recovering after a crash...');
      }
      return undefined;
    },
    {
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: POLL_MS,
      onTimeout: () =>
        new EmbeddedError(
          `Postgres did not become ready within ${READY_TIMEOUT_MS / 1000} s (${lastError.message}): see ${logOf(directory)}.`,
        ),
    },
  );
}

async function logIn(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    // Not awaited: a client that never connected has nothing to say goodbye to.
    client.end().catch(() => undefined);
  }
}

function explainExit(service: ServiceProcess, directory: string): EmbeddedError {
  if (/No space left on device/.test(service.output())) return outOfSpace(directory);
  return new EmbeddedError(
    `Postgres stopped while starting (${service.complaint() || service.exit}): see ${logOf(directory)}.`,
  );
}

function wrongPassword(directory: string): EmbeddedError {
  const state = join(dirname(directory), 'embedded.json');
  return new EmbeddedError(
    `Postgres does not accept the passwords in ${state}: remove that file to have new ones set.`,
  );
}

function logOf(directory: string): string {
  return join(dirname(directory), 'postgres.log');
}
