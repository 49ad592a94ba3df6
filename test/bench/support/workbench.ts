import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '../../../src/core/config/config';
import { prepareDatabase } from '../../../src/core/database/migrate';
import { startEmbedded } from '../../../src/core/embedded/embedded-services';
import { GENEROUS_LIMITS } from '../../support/generous-limits';
import { BenchProcess, BenchProcessOptions } from './bench-process';

/** What every bench works with: a real Postgres and Redis of its own, and processes that end with it. */
export interface Workbench {
  databaseUrl: string;
  ownerUrl: string;
  /** The environment of a server, as in production. */
  environment: Record<string, string>;
  /** A file for a process's log, removed with everything else. */
  logFile(name: string): string;
  start(name: string, options?: BenchProcessOptions): Promise<BenchProcess>;
  close(): Promise<void>;
}

const SERVER = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PASSWORD: 'bench-password',
  RATE_LIMITS: GENEROUS_LIMITS,
};

/** Production logs at info and keeps the same durability as anybody's data: nothing is tuned for the bench. */
export async function openWorkbench(): Promise<Workbench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  chmodSync(dataDir, 0o711);
  const embedded = await startEmbedded({ dataDir, postgres: true, redis: true, path: process.env.PATH });
  const { databaseUrl = '', databaseMigrationUrl = '', redisUrl = '' } = embedded;
  const urls = { DATABASE_URL: databaseUrl, DATABASE_MIGRATION_URL: databaseMigrationUrl, REDIS_URL: redisUrl };
  const processes: BenchProcess[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(processes.map((started) => started.stop()));
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await prepareDatabase(Config.from(urls));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    databaseUrl,
    ownerUrl: databaseMigrationUrl,
    environment: { ...SERVER, ...urls },
    logFile: (name) => join(dataDir, `${name}.log`),
    start: async (name, options) => {
      const started = await BenchProcess.start(name, options);
      processes.push(started);
      return started;
    },
    close,
  };
}
