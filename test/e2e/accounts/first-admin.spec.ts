import { UsersService } from '../../../src/modules/users/users.service';
import { startTestApp, testRedisUrl } from '../../support/app';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';

jest.setTimeout(90_000);

describe('the first admin', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await stopStartedProcesses();
    await database.drop();
  });

  const users = () => runSql(database, 'SELECT username, role, email FROM users');
  const admin = { username: 'admin', role: 'admin', email: null };

  it('is made once by ten that find no users at the same moment, and one is told the password', async () => {
    const parley = await startTestApp({}, database);
    try {
      const service = parley.app.get(UsersService);
      const made = await Promise.all(Array.from({ length: 10 }, () => service.ensureFirstAdmin()));
      expect(made.filter((one) => one !== undefined)).toEqual([
        { password: expect.any(String) as string, generated: true },
      ]);
      expect(await users()).toEqual([admin]);
      const entries = 'SELECT action, outcome, actor_id AS actor, ip, details FROM audit_entries';
      expect(await runSql(database, entries)).toEqual([
        { action: 'user.create', outcome: 'ok', actor: null, ip: null, details: { username: 'admin', role: 'admin' } },
      ]);
      expect(await service.ensureFirstAdmin('another password')).toBeUndefined();
    } finally {
      await runSql(database, 'DELETE FROM users');
      await parley.close();
    }
  });

  it('is made once when two processes start at the same instant, and both take its password', async () => {
    const environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: await testRedisUrl(),
    };
    const processes = [ParleyProcess.start(environment), ParleyProcess.start(environment)];
    const urls = await Promise.all(processes.map((process) => process.ready(60_000)));
    expect(await users()).toEqual([admin]);
    const printed = processes.flatMap(({ stdout }) => /password\W+([\w-]{20})\b/i.exec(stdout)?.[1] ?? []);
    expect(printed).toHaveLength(1);
    for (const url of urls) {
      const rest = await RestClient.signIn(url, 'admin', printed[0] ?? '');
      expect(expectStatus(await rest.get<{ role: string }>('/auth/me'), 200).role).toBe('admin');
    }
  });
});
