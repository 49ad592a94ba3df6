import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { FROM_SOURCES, ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { processesOn, temporaryDirectory } from '../../support/servers';
import { signedIn } from '../../support/sessions';
import { waitFor } from '../../support/wait-for';

const ROOT = join(__dirname, '../../..');
const COMMAND = join(ROOT, 'src/core/access/tokens/rotate-signing-key.command.ts');
const PASSWORD = 'the first one';
const ROTATED = /^The new key signs from (\S+) on; tokens of the old one are accepted until (\S+)\.\n$/;
const PENDING = 'The last rotation has made a key that does not sign yet: rotate again in a minute.\n';

jest.setTimeout(60_000);

async function rotate(environment: Record<string, string>): Promise<{ code: number | null; out: string; err: string }> {
  const surroundings = { PATH: process.env.PATH ?? '', SWC_NODE_PROJECT: join(ROOT, 'tsconfig.json') };
  const command = [process.execPath, ...FROM_SOURCES, COMMAND];
  const run = ParleyProcess.startCommand(command, { ...surroundings, ...environment });
  const { code } = await run.exit();
  return { code, out: run.stdout, err: run.stderr };
}

const refusal = (sentence: string) => ({ code: 1, out: '', err: sentence });

describe('rotating the signing key from the shell', () => {
  let directory: string;
  let database: TestDatabase;

  beforeAll(async () => {
    directory = temporaryDirectory();
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await stopStartedProcesses();
    await waitFor(
      'no process of it to be left',
      () => processesOn(directory),
      20_000,
      (left) => left.length === 0,
    );
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    await database.drop();
  });

  it('works beside a running server with a Postgres of its own, says when, and signs nobody out', async () => {
    const server = ParleyProcess.start({ PARLEY_DATA_DIR: directory, LOG_LEVEL: 'error', ADMIN_PASSWORD: PASSWORD });
    const url = await server.ready(45_000);
    const { access_token } = await signedIn(url, 'admin', PASSWORD);
    const started = Date.now();
    const { out } = await rotate({ PARLEY_DATA_DIR: directory });
    const [, from, until] = ROTATED.exec(out) ?? [];
    expect(Date.parse(from ?? '') - started).toBeGreaterThan(55_000);
    expect(Date.parse(until ?? '') - Date.parse(from ?? '')).toBe(3_900_000);
    expectStatus(await new RestClient(url, access_token).get('/auth/me'), 200);
    await signedIn(url, 'admin', PASSWORD);
  });

  it('makes one key of two commands at once on a database that is named', async () => {
    await runSql(database, `INSERT INTO signing_keys (kid, secret, current) VALUES ('first', 'x', true)`);
    const environment = { DATABASE_URL: database.url };
    const [first, second] = (await Promise.all([rotate(environment), rotate(environment)])).sort(
      (a, b) => Number(a.code) - Number(b.code),
    );
    expect(first).toEqual({ code: 0, out: expect.stringMatching(ROTATED) as string, err: '' });
    expect(second).toEqual(refusal(PENDING));
    expect(await runSql(database, 'SELECT current FROM signing_keys ORDER BY signs_from')).toEqual([
      { current: false },
      { current: true },
    ]);
  });

  it('says in one sentence why it rotates nothing', async () => {
    await runSql(database, 'DELETE FROM signing_keys');
    const environment = { DATABASE_URL: database.url };
    const [keyless, configured, unreachable] = await Promise.all([
      rotate(environment),
      rotate({ ...environment, JWT_SECRET: 'a secret of somebody else, of 32 bytes or more' }),
      rotate({ DATABASE_URL: 'postgresql://parley@127.0.0.1:1/parley' }),
    ]);
    expect(keyless).toEqual(
      refusal('There is no signing key in this database: Parley makes the first when it starts without JWT_SECRET.\n'),
    );
    expect(configured).toEqual(
      refusal(
        'JWT_SECRET is set, so no key of the database signs: keep its value as JWT_SECRET_PREVIOUS, set a new JWT_SECRET and restart.\n',
      ),
    );
    expect(unreachable).toMatchObject({ code: 1, out: '' });
    expect(unreachable.err).toMatch(/^The signing key was not rotated: [^\n]+\n$/);
    expect(await runSql(database, 'SELECT 1 FROM signing_keys')).toEqual([]);
  });
});
