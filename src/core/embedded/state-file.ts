import { randomBytes } from 'node:crypto';
import { closeSync, fchownSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './system-user';

export interface Secrets {
  superuser: string;
  owner: string;
  app: string;
  redis: string;
}

export interface RunningService {
  pid: number;
  port: number;
}

/** What `embedded.json` holds: the passwords of this data directory and, while it runs, where to find it. */
export interface EmbeddedState {
  secrets: Secrets;
  /** The roles and the database are there with these passwords: the version of the preparation that was completed. */
  prepared: number;
  running?: {
    postgres?: RunningService;
    redis?: RunningService;
    databaseUrl?: string;
    databaseMigrationUrl?: string;
    redisUrl?: string;
  };
}

/** Reads the state, or makes one with new passwords; a damaged file counts as missing. */
export function readState(dataDir: string): EmbeddedState {
  try {
    const state = (JSON.parse(readFileSync(stateFile(dataDir), 'utf8')) ?? {}) as Partial<EmbeddedState>;
    const { superuser, owner, app, redis } = state.secrets ?? {};
    if (superuser && owner && app && redis) {
      return { secrets: { superuser, owner, app, redis }, prepared: state.prepared ?? 0, running: state.running };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
  }
  return newState();
}

/** A state with new passwords, for a data directory that has none. */
export function newState(): EmbeddedState {
  return { secrets: { superuser: secret(), owner: secret(), app: secret(), redis: secret() }, prepared: 0 };
}

/** Writes the state so that a crash leaves either the old or the new one. */
export function writeState(dataDir: string, state: EmbeddedState): void {
  const draft = `${stateFile(dataDir)}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    keepOwner(file, dataDir);
    writeSync(file, `${JSON.stringify(state, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, stateFile(dataDir));
}

function stateFile(dataDir: string): string {
  return join(dataDir, 'embedded.json');
}

/** Lets an ordinary user go on with their data directory after root has used it once. */
function keepOwner(file: number, dataDir: string): void {
  const { uid, gid } = statSync(dataDir);
  if (isRoot() && uid !== 0) fchownSync(file, uid, gid);
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}
