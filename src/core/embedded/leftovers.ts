import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedError } from './embedded-error';
import { poll } from './poll';
import { listProcesses, mentions, withDescendants, type ProcessInfo } from './process-table';

export interface ServiceDirectories {
  postgres: string;
  redis: string;
}

const PATIENCE_MS = 10_000;

/**
 * Stops what an earlier Parley, killed without warning, left running on this data directory. Only called under the
 * lock, so that whatever still runs here is nobody's.
 */
export async function stopLeftovers(directories: ServiceDirectories, log: (line: string) => void): Promise<void> {
  const find = (): ProcessInfo[] => {
    const all = listProcesses();
    return [
      ...postgresLeftovers(all, directories.postgres),
      ...redisLeftovers(all, directories.redis, readPort(directories.redis)),
    ];
  };
  const found = find();
  if (found.length > 0) {
    log(`Stopping what an earlier run left behind (${found.length} processes)...`);
    await end(find);
  }
  // Postgres trusts the pid in here even when, by now, it belongs to another program.
  rmSync(join(directories.postgres, 'postmaster.pid'), { force: true });
}

/** Postgres servers on `directory` with all their children, and `initdb` runs that were making it. */
export function postgresLeftovers(all: ProcessInfo[], directory: string): ProcessInfo[] {
  const roots = all.filter(
    (info) =>
      (info.name === 'postgres' &&
        (info.cwd === directory || info.cwd === `${directory}.new` || mentions(info, directory))) ||
      (info.name === 'initdb' && mentions(info, `${directory}.new`)),
  );
  return withDescendants(roots, all);
}

/** Redis servers on `directory`; one that renamed itself and hides its directory is known by its private port. */
export function redisLeftovers(all: ProcessInfo[], directory: string, port?: number): ProcessInfo[] {
  return all.filter(
    (info) =>
      /^(redis|valkey)-server$/.test(info.name) &&
      (info.cwd === directory ||
        mentions(info, join(directory, 'redis.conf')) ||
        (info.cwd === undefined && port !== undefined && mentions(info, `127.0.0.1:${port}`))),
  );
}

async function end(find: () => ProcessInfo[]): Promise<void> {
  const asked = new Map<number, string>();
  const killAfter = performance.now() + PATIENCE_MS;
  let remaining: ProcessInfo[] = [];
  await poll(
    () => {
      remaining = find();
      const family = new Set(remaining.map((info) => info.pid));
      const late = performance.now() > killAfter;
      for (const info of remaining) {
        if (late) send(info.pid, 'SIGKILL');
        else if (!family.has(info.ppid) && asked.get(info.pid) !== info.start) {
          asked.set(info.pid, info.start);
          send(info.pid, stopSignal(info.name));
        }
      }
      return remaining.length === 0 ? true : undefined;
    },
    {
      timeoutMs: PATIENCE_MS + 5_000,
      intervalMs: 20,
      onTimeout: () =>
        new EmbeddedError(
          `An earlier run left processes that do not end (pids ${remaining.map((info) => info.pid).join(', ')}): stop them by hand and start again.`,
        ),
    },
  );
}

function stopSignal(name: string): NodeJS.Signals {
  if (name === 'postgres') return 'SIGINT';
  // What it has made so far is thrown away, so it need not tidy up.
  return name === 'initdb' ? 'SIGKILL' : 'SIGTERM';
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readPort(directory: string): number | undefined {
  try {
    const [, port] = /^port (\d+)$/m.exec(readFileSync(join(directory, 'redis.conf'), 'utf8')) ?? [];
    return port === undefined ? undefined : Number(port);
  } catch {
    return undefined;
  }
}
