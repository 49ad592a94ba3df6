import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathTooLong } from './embedded-error';
import { closedParent, isRoot, ownerOf, permits, systemUser, type SystemUser } from './system-user';

/** Where everything that must outlive Parley's own directory being closed is kept. */
export const SHARED_ROOT = '/var/lib/parley';

const MAX_PATH_BYTES = 900;

export interface DataDirectory {
  path: string;
  relocatedFrom?: string;
  /** Set when running as root: who runs the services. */
  user?: SystemUser;
}

/** Makes the data directory, or a reachable one in its place when the services' user cannot get to it. */
export function openDataDirectory(askedPath: string, log: (line: string) => void): DataDirectory {
  const asked = resolve(askedPath);
  if (Buffer.byteLength(asked) > MAX_PATH_BYTES) throw pathTooLong(asked);
  if (!isRoot()) {
    mkdirSync(asked, { recursive: true, mode: 0o700 });
    return { path: realpathSync(asked) };
  }
  const substitute = relocatedPath(asked);
  const user = ownerOf(join(asked, 'postgres')) ?? ownerOf(join(substitute, 'postgres')) ?? systemUser(log);
  const moved = !existsSync(join(asked, 'postgres')) && existsSync(join(substitute, 'postgres'));
  if (!moved && closedParent(settle(asked), user) === undefined) {
    const path = makeEnterable(asked, user);
    if (path !== undefined) return { path, user };
  }
  mkdirSync(substitute, { recursive: true });
  chmodSync(SHARED_ROOT, 0o711);
  chmodSync(substitute, 0o711);
  return { path: substitute, relocatedFrom: asked, user };
}

/** The directory that stands in for `asked`: always the same one, so that the data is found again. */
export function relocatedPath(asked: string): string {
  return join(SHARED_ROOT, createHash('sha256').update(asked).digest('hex').slice(0, 12));
}

/** Makes a directory for one service inside the data directory, closed to everybody but the user who runs it. */
export function makeServiceDirectory(path: string, user?: SystemUser): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user && statSync(path).uid !== user.uid) giveTo(path, user);
}

/** Hands `path` and what it holds to `user`. */
export function giveTo(path: string, user: SystemUser): void {
  chownSync(path, user.uid, user.gid);
  if (!statSync(path).isDirectory()) return;
  for (const entry of readdirSync(path)) giveTo(join(path, entry), user);
}

/** Opens up the data directory itself, never its parents, and only when it is new or already Parley's. */
function makeEnterable(asked: string, user: SystemUser): string | undefined {
  mkdirSync(asked, { recursive: true, mode: 0o711 });
  const path = realpathSync(asked);
  if (permits(statSync(path), user, 1)) return closedParent(path, user) === undefined ? path : undefined;
  const entries = readdirSync(path);
  if (entries.length > 0 && !entries.includes('embedded.json')) return undefined;
  chmodSync(path, 0o711);
  return closedParent(path, user) === undefined ? path : undefined;
}

/** `path` with its existing part free of symbolic links, cut where it stops existing. */
function settle(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  const settled = settle(parent);
  return existsSync(parent) ? join(settled, basename(path)) : settled;
}
