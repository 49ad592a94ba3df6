import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, read, ROOT } from './sources';

/** Digests of the migrations that have landed, by file name. */
export type Landed = Record<string, string>;

export const LANDED_FILE = 'test/architecture/migrations.json';

export function migrationDigests(): Landed {
  const files = filesIn('migrations').sort();
  return Object.fromEntries(files.map((path) => [path, createHash('sha256').update(read(path)).digest('hex')]));
}

export function landedMigrations(): Landed {
  return existsSync(join(ROOT, LANDED_FILE)) ? (JSON.parse(read(LANDED_FILE)) as Landed) : {};
}

/** What is wrong with the migrations, given those that have landed. */
export function migrationFaults(landed: Landed, present: Landed): string[] {
  const kept = Object.entries(landed).flatMap(([path, digest]) => {
    if (present[path] === undefined) return [`${path} has landed and is gone`];
    return present[path] === digest ? [] : [`${path} has landed and was edited: write a new migration instead`];
  });
  const last = Object.keys(landed).sort().at(-1) ?? '';
  const fresh = Object.keys(present).filter((path) => landed[path] === undefined);
  return [
    ...kept,
    ...fresh.map((path) => `${path} is not recorded: run npm run contract:update`),
    ...fresh.filter((path) => path < last).map((path) => `${path} would run before ${last}, which has landed`),
  ];
}
