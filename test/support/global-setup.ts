import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '../../src/core/config/config';
import { prepareDatabase } from '../../src/core/database/migrate';
import { EmbeddedHandle, startEmbedded } from '../../src/core/embedded/embedded-services';

/** What global-teardown needs; both run in the same process. */
export interface TestServers {
  embedded: EmbeddedHandle;
}

declare global {
  var parleyTestServers: TestServers | undefined;
}

/** One real Postgres and Redis for the whole run; the migrated database is the template of every test database. */
export default async function globalSetup(): Promise<void> {
  const embedded = await startEmbedded({
    dataDir: mkdtempSync(join(tmpdir(), 'parley-test-')),
    postgres: true,
    redis: true,
    disposable: true,
    path: process.env.PATH,
  });
  globalThis.parleyTestServers = { embedded };
  try {
    const { databaseUrl = '', databaseMigrationUrl = '', redisUrl = '' } = embedded;
    await prepareDatabase(Config.from({ DATABASE_URL: databaseUrl, DATABASE_MIGRATION_URL: databaseMigrationUrl }));
    process.env.PARLEY_TEST_DATABASE_URL = databaseUrl;
    process.env.PARLEY_TEST_DATABASE_ADMIN_URL = databaseMigrationUrl;
    process.env.PARLEY_TEST_REDIS_URL = redisUrl;
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
