import { Client } from 'pg';
import { io, Socket } from 'socket.io-client';
import { createTestDatabase, required, TestDatabase } from '../../support/database';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { deadline, waitFor } from '../../support/wait-for';

const PASSWORD = 'correct horse battery';

jest.setTimeout(60_000);

describe('a server that is told to stop', () => {
  let database: TestDatabase;
  let holder: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    holder = new Client({ connectionString: database.migrationUrl });
    await holder.connect();
  });
  afterEach(async () => {
    await holder.query('ROLLBACK');
    await stopStartedProcesses();
  });
  afterAll(async () => {
    await holder.end();
    await database.drop();
  });

  async function start(environment: Record<string, string>) {
    const server = ParleyProcess.start({
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: required('PARLEY_TEST_REDIS_URL'),
      ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'error',
      ...environment,
    });
    const url = await server.ready();
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: PASSWORD }),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    return { server, url, token };
  }

  /** A request that waits for a lock which this test holds. */
  async function requestInFlight(url: string, token: string): Promise<{ response: Promise<Response> }> {
    await holder.query('BEGIN; LOCK TABLE calls');
    const response = fetch(`${url}/api/v1/calls`, { headers: { authorization: `Bearer ${token}` } });
    response.catch(() => undefined);
    await waitFor('the request to wait for the lock', async () => {
      const { rows } = await holder.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'calls'::regclass`);
      return rows.length > 0;
    });
    return { response };
  }

  it('is unready but alive while it drains, and asks its clients to let go of their connections', async () => {
    const { server, url } = await start({ DRAIN_DELAY_MS: '3000' });
    const before = await fetch(`${url}/health/ready`);
    expect(before.headers.get('connection')).toBe('keep-alive');
    server.signal('SIGTERM');
    const ready = await waitFor(
      'readiness to fail',
      () => fetch(`${url}/health/ready`),
      2_000,
      ({ status }) => status === 503,
    );
    expect(await ready.json()).toEqual({ status: 'unready', degraded: [], reasons: ['draining'] });
    expect(ready.headers.get('connection')).toBe('close');
    const live = await fetch(`${url}/health/live`);
    expect(await live.json()).toEqual({ status: 'ok', degraded: [], reasons: [] });
    expect(await server.exit(10_000)).toEqual({ code: 0, signal: null });
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('finishes the request that it is working on', async () => {
    const { server, url, token } = await start({});
    const inFlight = await requestInFlight(url, token);
    server.signal('SIGTERM');
    await waitFor(
      'it to take no more connections',
      () =>
        fetch(`${url}/health/live`).then(
          () => false,
          () => true,
        ),
      5_000,
    );
    expect(server.hasExited).toBe(false);
    await holder.query('COMMIT');
    const response = await deadline('the answer', inFlight.response);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ items: [] });
    expect(await server.exit(10_000)).toEqual({ code: 0, signal: null });
  });

  it('gives up on a request that does not end, after SHUTDOWN_TIMEOUT_MS', async () => {
    const { server, url, token } = await start({ SHUTDOWN_TIMEOUT_MS: '1000', JOB_GRACE_MS: '0' });
    const inFlight = await requestInFlight(url, token);
    server.signal('SIGTERM');
    expect(await server.exit(5_000)).toEqual({ code: 1, signal: null });
    expect(server.stdout).toContain('Stopping took longer than 1000 ms');
    await expect(deadline('the connection to end', inFlight.response)).rejects.toThrow('fetch failed');
  });

  it('tells its sockets to come back later', async () => {
    const { server, url, token } = await start({});
    const socket: Socket = io(`${url}/calls`, { auth: { token }, reconnection: false });
    try {
      await deadline('the socket to connect', new Promise((resolve) => socket.once('connect', () => resolve(true))));
      const told = new Promise<{ retryInMs: number }>((resolve) => socket.once('server_restarting', resolve));
      const closed = new Promise((resolve) => socket.once('disconnect', resolve));
      server.signal('SIGTERM');
      expect((await deadline('the socket to be told', told)).retryInMs).toBeGreaterThanOrEqual(0);
      await deadline('the socket to be closed', closed);
      expect(await server.exit(10_000)).toEqual({ code: 0, signal: null });
    } finally {
      socket.disconnect();
    }
  });
});

it('starts degraded, with a warning, when Redis cannot be reached', async () => {
  const database = await createTestDatabase();
  const environment = { DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' };
  const server = ParleyProcess.start({ ...environment, DATABASE_MIGRATION_URL: database.migrationUrl });
  const url = await server.ready();
  expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ degraded: ['redis'] });
  expect(server.stdout).toContain('Warning: Redis does not answer (connect ECONNREFUSED 127.0.0.1:1)');
  expect(server.stdout).not.toContain('audit trail');
  expect(server.stderr).toBe('');
  await server.stop();
  await database.drop();
});
