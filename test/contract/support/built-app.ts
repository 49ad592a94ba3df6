import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NestExpressApplication } from '@nestjs/platform-express';
import { Role, roles } from '../../../src/core/access/permissions';
import { uuidv7 } from '../../../src/core/database/ids';
import { filesIn } from '../../architecture/support/sources';
import { testRedisUrl } from '../../support/app';
import { runSql } from '../../support/rows';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { GENEROUS_LIMITS } from '../../support/generous-limits';

export const ROOT = join(__dirname, '../../..');
export const PASSWORD = 'correct horse battery staple';

/** Parley as `bin/build` makes it: the Swagger plugin, which the document needs, runs under tsc only. */
export interface BuiltApp {
  app: NestExpressApplication;
  url: string;
  database: TestDatabase;
  /** A token of a session of its own for the user of that role; each role has one. */
  tokenOf(role: Role): Promise<string>;
  close(): Promise<void>;
}

/** A module of the build, e.g. `built<typeof import('../../../src/core/config/config')>('core/config/config')`. */
export function built<T>(path: string): Promise<T> {
  return import(join(ROOT, 'dist/src', `${path}.js`)) as Promise<T>;
}

export async function startBuiltApp(overrides: Record<string, string> = {}): Promise<BuiltApp> {
  refuseOldBuild();
  const { Config } = await built<typeof import('../../../src/core/config/config')>('core/config/config');
  const { createApplication } = await built<typeof import('../../../src/app.setup')>('app.setup');
  const serve = await built<typeof import('../../../src/core/health/serve')>('core/health/serve');
  const database = await createTestDatabase();
  const app = await createApplication(
    Config.from({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: await testRedisUrl(),
      RATE_LIMITS: GENEROUS_LIMITS,
      ...overrides,
    }),
  );
  const users = await makeUsers(app);
  const { AccessTokens } = await built<typeof import('../../../src/core/access/tokens/access-tokens')>(
    'core/access/tokens/access-tokens',
  );
  return {
    app,
    database,
    url: await serve.openApplication(app),
    tokenOf: async (role) => {
      const sessionId = uuidv7();
      await runSql(
        database,
        `INSERT INTO sessions (id, user_id, idle_expires_at, expires_at)
         VALUES ($1, $2, now() + interval '1 day', now() + interval '1 day')`,
        [sessionId, users[role]],
      );
      return app.get(AccessTokens).issue({ id: users[role], username: `a-${role}`, role }, sessionId).token;
    },
    close: async () => {
      await serve.closeApplication(app);
      await database.drop();
    },
  };
}

/** Tests of yesterday's build would prove nothing. */
function refuseOldBuild(): void {
  const stamp = join(ROOT, 'dist/.built');
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = [...filesIn('src'), ...filesIn('migrations')].filter((path) => !path.endsWith('.spec.ts'));
  const newer = sources.find((path) => statSync(join(ROOT, path)).mtimeMs > built);
  if (newer !== undefined)
    throw new Error(`${newer} is newer than the build: run bin/build, or npm run test:contract.`);
}

async function makeUsers(app: NestExpressApplication): Promise<Record<Role, string>> {
  const { UsersService } =
    await built<typeof import('../../../src/modules/users/users.service')>('modules/users/users.service');
  const made = roles.map(async (role) => {
    const account = { username: `a-${role}`, email: `${role}@example.com`, password: PASSWORD, role };
    return [role, (await app.get(UsersService).create(account)).id];
  });
  return Object.fromEntries((await Promise.all(made)) as [Role, string][]) as Record<Role, string>;
}
