import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { FROM_SOURCES } from '../support/processes';
import { testRedisUrl } from '../support/app';
import { createTestDatabase, TestDatabase } from '../support/database';
import { ROOT } from './support/built-app';

describe('an application with an undecorated handler', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it.each([
    ['starts without any', 'nothing', 0, /^$/],
    ['refuses to start with a route', 'route', 1, /PlantedController\.open carries neither @Allow nor @Public/],
    [
      'refuses to start with a route for sessions',
      'session',
      1,
      /PlantedSessions\.open carries @SessionOnly without @Allow/,
    ],
    ['refuses to start with a socket message', 'message', 1, /PlantedGateway\.open carries no @Allow/],
  ])('%s', async (_, what, code, message) => {
    const end = await start(what);
    expect(end).toEqual({ code, told: expect.stringMatching(message) as string });
  });

  async function start(what: string): Promise<{ code: number; told: string }> {
    const script = join(ROOT, 'test/contract/support/planted-start.ts');
    const env = {
      PATH: process.env.PATH,
      SWC_NODE_PROJECT: join(ROOT, 'tsconfig.json'),
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: await testRedisUrl(),
    };
    return new Promise((resolve) => {
      const options = { cwd: ROOT, env, timeout: 45_000 };
      execFile(process.execPath, [...FROM_SOURCES, script, what], options, (error, _, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), told: stderr }),
      );
    });
  }
});
