import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestExpressApplication } from '@nestjs/platform-express';
import Redis from 'ioredis';
import { Extension } from '../../src/app.module';
import { createApplication } from '../../src/app.setup';
import { Config } from '../../src/core/config/config';
import { closeApplication, openApplication } from '../../src/core/health/serve';
import { createTestDatabase, required, TestDatabase } from './database';
import { GENEROUS_LIMITS } from './generous-limits';

/** A whole Parley inside the test process. */
export interface TestApp {
  app: NestExpressApplication;
  /** e.g. http://127.0.0.1:41234 */
  url: string;
  config: Config;
  database: TestDatabase;
  /** Stops it as SIGTERM would, and drops its database unless it was given one. */
  close(): Promise<void>;
}

type Environment = Record<string, string | undefined>;

let redisIsClean: Promise<void> | undefined;

/**
 * Starts Parley on a free port with a database of its own and the Redis of this run. Applications of one test file share
 * a Redis database, which starts out empty; give a second one the database of the first to make them two processes of
 * one installation.
 */
export async function startTestApp(
  overrides: Environment = {},
  given?: TestDatabase,
  extension?: Extension,
): Promise<TestApp> {
  const database = given ?? (await createTestDatabase());
  const config = Config.from({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    WORKER_PORT: '0',
    DATABASE_URL: database.url,
    DATABASE_MIGRATION_URL: database.migrationUrl,
    REDIS_URL: await testRedisUrl(),
    STORAGE_DIR: filesOf(database),
    PROBE_INTERVAL_MS: '200',
    STREAM_POLL_MS: '200',
    REVOCATION_POLL_MS: '200',
    RATE_LIMITS: GENEROUS_LIMITS,
    ...overrides,
  });
  const app = await createApplication(config, extension);
  return {
    app,
    url: await openApplication(app),
    config,
    database,
    close: async () => {
      await closeApplication(app);
      if (given !== undefined) return;
      await database.drop();
      await rm(filesOf(database), { recursive: true, force: true });
    },
  };
}

/** Where the processes of one installation keep their files. */
function filesOf({ url }: TestDatabase): string {
  return join(tmpdir(), `parley-files-${new URL(url).pathname.slice(1)}`);
}

/** The Redis database of this test file: Jest runs one file at a time in each of its workers. */
export async function testRedisUrl(): Promise<string> {
  const number = Number(process.env.JEST_WORKER_ID ?? '1') % 16;
  const url = Object.assign(new URL(required('PARLEY_TEST_REDIS_URL')), { pathname: `/${number}` }).toString();
  await (redisIsClean ??= flush(url));
  return url;
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, lazyConnect: true });
  try {
    await redis.connect();
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
