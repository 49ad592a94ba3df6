import { rmSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:net';
import { join } from 'node:path';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { FROM_SOURCES, ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { processesOn, temporaryDirectory } from '../../support/servers';

jest.setTimeout(60_000);

describe('a start that cannot succeed says why in one sentence', () => {
  let database: TestDatabase;
  let directory: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(async () => {
    await stopStartedProcesses();
    expect(processesOn(directory)).toEqual([]);
    rmSync(directory, { recursive: true, force: true });
  });
  afterAll(() => database.drop());

  async function sentence(environment: Record<string, string>): Promise<string> {
    const server = ParleyProcess.start({ PARLEY_DATA_DIR: directory, ...environment });
    expect({ ...(await server.exit()), said: server.output }).toMatchObject({ code: 1, signal: null });
    expect(server.stdout).not.toMatch(/\n\s+at /);
    expect(server.stderr.match(/\n/g)).toHaveLength(1);
    return server.stderr.trim();
  }

  const external = () => ({
    DATABASE_URL: database.url,
    DATABASE_MIGRATION_URL: database.migrationUrl,
    REDIS_URL: process.env.PARLEY_TEST_REDIS_URL ?? '',
  });

  it('bad variable', async () => {
    expect(await sentence({ PORT: '70000' })).toBe('PORT must be a whole number from 0 to 65535.');
  });

  it.each(['api', 'worker'])('role %s without URLs', async (role) => {
    expect(await sentence({ PARLEY_ROLE: role })).toBe(
      `DATABASE_URL must be set when PARLEY_ROLE is ${role}: only role "all" can embed it.`,
    );
  });

  it('secret that somebody has guessed, without telling it', async () => {
    expect(await sentence({ ...external(), JWT_SECRET: 'your-256-bit-secret-your-256-bit-key' })).toBe(
      'JWT_SECRET must not be a placeholder: take a random one.',
    );
  });

  it('first password that is easily guessed', async () => {
    expect(await sentence({ ...external(), ADMIN_PASSWORD: 'sunshine1' })).toBe(
      'ADMIN_PASSWORD is one of the most common passwords.',
    );
  });

  it('unreachable database, without its password', async () => {
    const url = 'postgresql://parley:very-secret@127.0.0.1:1/parley';
    expect(await sentence({ ...external(), DATABASE_URL: url, DATABASE_MIGRATION_URL: url })).toBe(
      'Postgres at 127.0.0.1:1/parley cannot be used (connect ECONNREFUSED 127.0.0.1:1): check DATABASE_URL, and that the server runs.',
    );
  });

  it('wrong database password', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    expect(await sentence({ ...external(), DATABASE_URL: url.toString() })).toMatch(
      /^Postgres at .* cannot be used \(password authentication failed for user "parley_app"\): check DATABASE_URL, and that the server runs\.$/,
    );
  });

  it('no redis-server on this machine', async () => {
    const preload = `--require ${join(__dirname, '../../support/without-redis.ts')}`;
    const hidden = { NODE_OPTIONS: `${FROM_SOURCES.join(' ')} ${preload}` };
    expect(await sentence(hidden)).toBe(
      'No redis-server was found: install it by running bin/setup, or set REDIS_URL.',
    );
  });

  it('data directory that is a file', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(await sentence({ PARLEY_DATA_DIR: file })).toMatch(
      /^\S+ cannot be a directory, a file is in the way: remove it, or set PARLEY_DATA_DIR to another directory\.$/,
    );
  });

  it('address of another machine', async () => {
    expect(await sentence({ ...external(), HOST: '192.0.2.1' })).toBe(
      'Parley cannot listen on 192.0.2.1 (EADDRNOTAVAIL): set HOST to an address of this machine.',
    );
  });

  describe('port in use', () => {
    let other: Server;
    let port: string;

    beforeEach(async () => {
      other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      port = String((other.address() as { port: number }).port);
    });
    afterEach(() => new Promise((resolve) => other.close(resolve)));

    it('with external servers', async () => {
      expect(await sentence({ ...external(), PORT: port })).toBe(
        `Port ${port} is in use: stop the other program or set PORT.`,
      );
    });

    it('of a worker', async () => {
      expect(await sentence({ ...external(), PARLEY_ROLE: 'worker', WORKER_PORT: port })).toBe(
        `Port ${port} is in use: stop the other program or set WORKER_PORT.`,
      );
    });

    it('before anything is made: the first password is still shown by the next start', async () => {
      await sentence({ PORT: port });
      const next = ParleyProcess.start({ PARLEY_DATA_DIR: directory, LOG_LEVEL: 'error' });
      await next.ready(45_000);
      expect(next.stdout).toContain('Sign in as');
    });

    // That nothing of the embedded servers is left running is checked after each test.
    it('with embedded servers, which are stopped again', async () => {
      expect(await sentence({ PORT: port })).toBe(`Port ${port} is in use: stop the other program or set PORT.`);
    });
  });
});
