import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(__dirname, '../../../migrations');
const MIGRATION_FILE = /^\d+.*(?<!\.d)\.(js|ts)$/;

interface MigrationClass {
  name: string;
  prototype: { up?: unknown };
}

/** Names of the migrations that belong to this build, as the table `migrations` records them. */
export async function migrationsOfThisBuild(directory = DIRECTORY): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((file) => MIGRATION_FILE.test(file));
  const modules = await Promise.all(
    files.map((file) => import(join(directory, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isMigration).map(nameOf));
}

function isMigration(exported: unknown): exported is new () => { name?: string } {
  return typeof exported === 'function' && typeof (exported as unknown as MigrationClass).prototype?.up === 'function';
}

function nameOf(migration: new () => { name?: string }): string {
  return new migration().name ?? migration.name;
}
