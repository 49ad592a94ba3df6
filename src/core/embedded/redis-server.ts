import { chmodSync, chownSync, existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { makeServiceDirectory } from './data-directory';
import { EmbeddedError, outOfSpace } from './embedded-error';
import { freePort } from './free-port';
import { poll } from './poll';
import type { ServiceHooks, StartedService } from './postgres-server';
import { ServiceProcess } from './service-process';
import { reachable, type SystemUser } from './system-user';

export interface RedisOptions {
  binary: string;
  directory: string;
  password: string;
  user?: SystemUser;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
const MAX_LAUNCHES = 5;
const PORT_TAKEN = /Address already in use|Failed listening on port/;
const USUAL_DIRECTORIES = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/opt/homebrew/bin',
  '/snap/bin',
];

/** The directories of the given PATH, then those where package managers put servers. */
export function binaryDirectories(path = ''): string[] {
  return [...new Set([...path.split(delimiter).filter((entry) => entry.startsWith('/')), ...USUAL_DIRECTORIES])];
}

/** Finds redis-server, or valkey-server, which speaks the same protocol. */
export function findRedis(directories: string[]): string {
  for (const name of ['redis-server', 'valkey-server']) {
    const found = directories.map((directory) => join(directory, name)).find((candidate) => existsSync(candidate));
    if (found) return found;
  }
  throw new EmbeddedError('No redis-server was found: install it by running bin/setup, or set REDIS_URL.');
}

/** The address of the private Redis. */
export function redisUrl(password: string, port: number): string {
  return `redis://:${password}@127.0.0.1:${port}/0`;
}

/** Starts Redis on a free port and waits until it has loaded its data. */
export async function startRedis(options: RedisOptions, hooks: ServiceHooks): Promise<StartedService> {
  const user = options.user && reachable(options.binary, options.user, 1) ? options.user : undefined;
  makeServiceDirectory(options.directory, user);
  for (let launch = 1; ; launch++) {
    const port = await freePort();
    const service = launchRedis({ ...options, user }, port, hooks);
    try {
      await untilReady(service, port, options);
      return { process: service, port };
    } catch (error) {
      const retry = service.exit !== undefined && launch < MAX_LAUNCHES && PORT_TAKEN.test(service.output());
      await stopRedis(service);
      if (!retry) throw error;
    }
  }
}

/** Stops Redis after it has written its log of changes; answers the signal that was needed. */
export function stopRedis(service: ServiceProcess): Promise<NodeJS.Signals | undefined> {
  return service.stop([
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ]);
}

/** The configuration; a file, because a password among the arguments would be seen by every user of the machine. */
export function redisConfig(directory: string, password: string, port: number): string {
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    'protected-mode yes',
    `requirepass ${password}`,
    `dir ${quote(directory)}`,
    'daemonize no',
    'logfile ""',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory 512mb',
    'maxmemory-policy noeviction',
    'timeout 0',
    'tcp-keepalive 60',
  ];
  return `${lines.join('\n')}\n`;
}

function launchRedis(options: RedisOptions, port: number, hooks: ServiceHooks): ServiceProcess {
  const config = join(options.directory, 'redis.conf');
  writeFileSync(config, redisConfig(options.directory, options.password, port), { mode: 0o600 });
  chmodSync(config, 0o600);
  if (options.user) chownSync(config, options.user.uid, options.user.gid);
  const logFile = join(dirname(options.directory), 'redis.log');
  const { binary, directory, user } = options;
  return new ServiceProcess({ name: 'redis', binary, args: [config], cwd: directory, logFile, user }, hooks.onExit);
}

async function untilReady(service: ServiceProcess, port: number, options: RedisOptions): Promise<void> {
  let answer = 'no answer';
  const logFile = join(dirname(options.directory), 'redis.log');
  await poll(
    async () => {
      if (service.exit !== undefined) {
        if (/No space left on device/.test(service.output())) throw outOfSpace(options.directory);
        const reason = service.complaint() || service.exit;
        throw new EmbeddedError(`Redis stopped while starting (${reason}): see ${logFile}, or set REDIS_URL.`);
      }
      answer = await ping(port, options.password);
      return answer.includes('+PONG') ? true : undefined;
    },
    {
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: POLL_MS,
      onTimeout: () =>
        new EmbeddedError(
          `Redis did not become ready within ${READY_TIMEOUT_MS / 1000} s (${answer.trim()}): see ${logFile}.`,
        ),
    },
  );
}

function ping(port: number, password: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(`AUTH ${password}\r\nPING\r\nQUIT\r\n`));
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (data) => (answer += data.toString()));
    socket.once('error', (error) => (answer ||= error.message));
    socket.once('close', () => resolve(answer));
  });
}

function quote(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}
