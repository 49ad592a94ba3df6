import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error';
import { findProcess } from './process-table';

const ATTEMPTS = 6;

/** Keeps a second Parley off a data directory for as long as this process lives. */
export interface InstanceLock {
  release(): void;
}

/**
 * Takes the lock of `dataDir`, or throws when another living process holds it.
 *
 * Each contender first puts down a claim of its own, named by its pid and start time, and only then looks for others;
 * of two at the same instant at least one sees the other and steps back. Dead claims can be removed by anybody,
 * because no later process can have the same name.
 */
export async function takeLock(dataDir: string): Promise<InstanceLock> {
  const directory = join(dataDir, 'lock');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const claim = `${process.pid}-${fingerprint(process.pid) ?? 'unknown'}-${randomBytes(6).toString('hex')}`;
  const release = (): void => rmSync(join(directory, claim), { force: true });
  for (let attempt = 1; ; attempt++) {
    closeSync(openSync(join(directory, claim), 'wx', 0o600));
    const holder = otherHolder(directory, claim);
    if (holder === undefined) return { release };
    release();
    if (attempt === ATTEMPTS) throw alreadyRunning(dataDir, holder);
    await sleep(5 + Math.random() * 45);
  }
}

function otherHolder(directory: string, own: string): number | undefined {
  for (const claim of readdirSync(directory)) {
    if (claim === own) continue;
    const [pid, start] = claim.split('-');
    if (start !== undefined && fingerprint(Number(pid)) === start) return Number(pid);
    rmSync(join(directory, claim), { force: true });
  }
  return undefined;
}

function fingerprint(pid: number): string | undefined {
  const start = findProcess(pid)?.start;
  return start === undefined ? undefined : createHash('sha256').update(start).digest('hex').slice(0, 16);
}

function alreadyRunning(dataDir: string, pid: number): EmbeddedError {
  return new EmbeddedError(
    `Parley is already running on ${dataDir} (pid ${pid}): stop it, or set PARLEY_DATA_DIR to another directory.`,
  );
}
