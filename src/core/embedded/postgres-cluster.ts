import { execFile, type ExecFileException } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeServiceDirectory } from './data-directory';
import { EmbeddedError, outOfSpace } from './embedded-error';
import type { PostgresBinaries } from './postgres-package';
import { CHILD_ENV } from './service-process';
import type { SystemUser } from './system-user';

export interface Cluster {
  /** PGDATA. */
  directory: string;
  binaries: PostgresBinaries;
  user?: SystemUser;
  /** Need not survive a crash of the machine. */
  disposable?: boolean;
}

const INITDB_TIMEOUT_MS = 300_000;

/** Makes PGDATA where it is missing or was left half-made; answers whether it was there already. */
export async function ensureCluster(cluster: Cluster, password: string, log: (line: string) => void): Promise<boolean> {
  const { directory, binaries } = cluster;
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  if (existsSync(join(directory, 'global', 'pg_control')) && existsSync(join(directory, 'PG_VERSION'))) {
    checkVersion(directory, binaries.major);
    return true;
  }
  if (existsSync(directory)) setAside(directory, log);
  log(`First start: creating the database in ${directory}...`);
  makeServiceDirectory(draft, cluster.user);
  const passwordFile = `${directory}.password`;
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (cluster.user) chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
    await initdb(cluster, draft, passwordFile);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, directory);
  syncDirectory(dirname(directory));
  return false;
}

/** Sets the superuser's password without knowing the old one: Postgres in single-user mode asks for none. */
export async function resetSuperuser(cluster: Cluster, password: string): Promise<void> {
  const args = ['--single', '-D', cluster.directory, 'postgres'];
  const sql = `ALTER ROLE postgres PASSWORD '${password}';\n`;
  const output = await run(cluster.binaries.postgres, args, cluster, sql);
  if (/ERROR|FATAL|PANIC/.test(output)) throw new EmbeddedError(`Postgres refused new passwords: ${lastLine(output)}`);
}

async function initdb(cluster: Cluster, draft: string, passwordFile: string): Promise<void> {
  // Sorting and case rules are Postgres' own, the same on every system; the libc locale only classifies characters for
  // text search, and not every system has the UTF-8 one.
  for (const ctype of ['C.UTF-8', 'C']) {
    const args = ['-D', draft, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8'];
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', `--lc-ctype=${ctype}`);
    args.push('--data-checksums', '--no-instructions');
    try {
      await run(cluster.binaries.initdb, args, cluster);
      return;
    } catch (error) {
      if (ctype === 'C' || !(error instanceof EmbeddedError) || !/invalid locale name/.test(error.message)) throw error;
    }
  }
}

function run(binary: string, args: string[], cluster: Cluster, input = ''): Promise<string> {
  const options = {
    cwd: dirname(cluster.directory),
    env: CHILD_ENV,
    uid: cluster.user?.uid,
    gid: cluster.user?.gid,
    timeout: INITDB_TIMEOUT_MS,
    killSignal: 'SIGKILL' as const,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(binary, args, options, (error, stdout, stderr) => {
      if (error) reject(explainRun(error, stderr || stdout, cluster.directory));
      else resolve(stdout + stderr);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function explainRun(error: ExecFileException, output: string, directory: string): EmbeddedError {
  if (/No space left on device|quota exceeded/i.test(output)) return outOfSpace(directory);
  if (typeof error.code === 'string') {
    return new EmbeddedError(
      `The bundled Postgres does not run on this system (${error.code}): set DATABASE_URL to a Postgres 15 or newer.`,
    );
  }
  return new EmbeddedError(
    `Postgres could not create its data in ${directory} (${lastLine(output)}): correct this, or set DATABASE_URL.`,
  );
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  const telling = lines.findLast((line) => /error|fatal|panic/i.test(line)) ?? lines.at(-1) ?? '';
  return telling.replace(/^\S*initdb: error: /, '').trim();
}

function checkVersion(directory: string, major: string): void {
  const found = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (found === major) return;
  throw new EmbeddedError(
    `${directory} was written by Postgres ${found}, but Postgres ${major} is installed: use the Parley that wrote it to dump the data, or set DATABASE_URL.`,
  );
}

function setAside(directory: string, log: (line: string) => void): void {
  const aside = `${directory}.incomplete-${Date.now()}`;
  renameSync(directory, aside);
  log(`${directory} was not a complete database: kept as ${aside}.`);
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
