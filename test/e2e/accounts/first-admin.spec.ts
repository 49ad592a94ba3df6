import { createTestDatabase, TestDatabase } from '../../support/database';
import { testRedisUrl } from '../../support/app';
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

  it('is made once when two processes start at the same instant, and both take its password', async () => {
    const environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: await testRedisUrl(),
    };
    const processes = [ParleyProcess.start(environment), ParleyProcess.start(environment)];
    const urls = await Promise.all(processes.map((process) => process.ready(60_000)));
    const users = await runSql(database, 'SELECT username, role, email FROM users');
    expect(users).toEqual([{ username: 'admin', role: 'admin', email: null }]);
    const printed = processes.flatMap(({ stdout }) => /password\W+([\w-]{20})\b/i.exec(stdout)?.[1] ?? []);
    expect(printed).toHaveLength(1);
    for (const url of urls) {
      const admin = await RestClient.signIn(url, 'admin', printed[0] ?? '');
      expect(expectStatus(await admin.get<{ role: string }>('/auth/me'), 200).role).toBe('admin');
    }
  });
});
