import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedError } from './embedded-error';

/** The user that the services run as when Parley itself runs as root, which Postgres refuses. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

type Mode = Pick<Stats, 'mode' | 'uid' | 'gid'>;

const SYSTEM_PATH = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

const CREATE_USER: [string, string[]][] = [
  ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']],
  ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', 'postgres']],
];

/** True when this process runs as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The user `postgres`, created where missing; `nobody` where that fails. */
export function systemUser(log: (line: string) => void): SystemUser {
  const existing = lookUp('postgres') ?? lookUp('_postgres');
  if (existing) return existing;
  for (const [command, args] of CREATE_USER) {
    spawnSync(command, args, { env: SYSTEM_PATH, stdio: 'ignore', timeout: 20_000 });
    const created = lookUp('postgres');
    if (created) {
      log('Created the system user postgres, since Postgres refuses to run as root.');
      return created;
    }
  }
  const nobody = lookUp('nobody');
  if (nobody) return nobody;
  throw new EmbeddedError(
    'Postgres refuses to run as root and the user postgres could not be created: start Parley as an ordinary user, or set DATABASE_URL.',
  );
}

/** The user who owns `path`, unless that is root. */
export function ownerOf(path: string): SystemUser | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && stats.uid !== 0 ? { name: `uid ${stats.uid}`, uid: stats.uid, gid: stats.gid } : undefined;
}

/** Parses one user out of the text of /etc/passwd. */
export function parsePasswd(text: string, name: string): SystemUser | undefined {
  const fields = text
    .split('\n')
    .map((line) => line.split(':'))
    .find((parts) => parts[0] === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return fields && uid > 0 && Number.isInteger(gid) ? { name, uid, gid } : undefined;
}

/** Whether `user` has all of the permission bits `wanted` (4 read, 1 enter or run). */
export function permits(stats: Mode, user: SystemUser, wanted: number): boolean {
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0;
  return ((stats.mode >> shift) & wanted) === wanted;
}

/** The topmost directory on the way to `path` (which must exist) that `user` may not enter; `path` itself is not asked. */
export function closedParent(
  path: string,
  user: SystemUser,
  statOf: (directory: string) => Mode = statSync,
): string | undefined {
  const parents: string[] = [];
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    parents.unshift(parent);
    if (parent === dirname(parent)) break;
  }
  return parents.find((parent) => !permits(statOf(parent), user, 1));
}

/** Whether `user` can reach the existing `path` and has the permission bits `wanted` on it. */
export function reachable(path: string, user: SystemUser, wanted: number): boolean {
  const real = realpathSync(path);
  return closedParent(real, user) === undefined && permits(statSync(real), user, wanted);
}

function lookUp(name: string): SystemUser | undefined {
  return parsePasswd(readFileSync('/etc/passwd', 'utf8'), name);
}
