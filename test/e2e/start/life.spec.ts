import { rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { findProcess } from '../../../src/core/embedded/process-table';
import { readState } from '../../../src/core/embedded/state-file';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { processesOn, temporaryDirectory } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

/** Alarms, far above what a start takes on an idle machine (5 s and 2 s): tests share theirs with others. */
const FIRST_START_MS = 45_000;
const LATER_START_MS = 20_000;
const CALL = { externalId: 'kept', agent: { externalId: 'a1', name: 'Ada' }, startedAt: '2026-01-01T00:00:00Z' };

jest.setTimeout(90_000);

describe('the life of a server that embeds Postgres and Redis', () => {
  let directory: string;

  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(async () => {
    await stopStartedProcesses();
    const left = processesOn(directory);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    expect(left).toEqual([]);
  });

  const start = (environment: Record<string, string> = {}) =>
    ParleyProcess.start({ PARLEY_DATA_DIR: directory, LOG_LEVEL: 'error', PROBE_INTERVAL_MS: '250', ...environment });
  const nothingLeft = () => waitFor('no process of it to be left', () => processesOn(directory), 20_000, isEmpty);

  it('starts alone, shows the admin password once, and finds its data again after kill -9', async () => {
    const first = start();
    const url = await first.ready(FIRST_START_MS);
    const password = await passwordShown(first);
    const created = await post(`${url}/api/v1/calls`, CALL, await logIn(url, password));
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };

    await first.kill();
    const again = start();
    const address = await again.ready();
    expect(again.stdout).not.toContain('password');
    const found = await get(`${address}/api/v1/calls/${id}`, await logIn(address, password));
    expect(await found.json()).toMatchObject({ id, externalId: 'kept' });

    expect(await again.stop()).toEqual({ code: 0, signal: null });
    await nothingLeft();
    const third = start();
    await third.ready(LATER_START_MS);
  });

  it('takes the admin password it is given and shows none', async () => {
    const server = start({ ADMIN_PASSWORD: 'given by the operator' });
    const url = await server.ready();
    expect(await logIn(url, 'given by the operator')).toMatch(/^ey/);
    expect(server.output).not.toContain('given by the operator');
    expect(server.output).not.toContain('Sign in as');
  });

  it('on Ctrl-C exits with 0 in time and leaves no child, with kept-alive connections open', async () => {
    const server = start();
    const url = await server.ready();
    const agent = new Agent({ keepAlive: true });
    await Promise.all(Array.from({ length: 5 }, () => getKeepingAlive(`${url}/health/live`, agent)));
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(5);
    server.signal('SIGINT');
    expect(await server.exit(8_000)).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('');
    expect(processesOn(directory)).toEqual([]);
    agent.destroy();
  });

  it('stops in order, its servers too, when the terminal is closed', async () => {
    const server = start();
    await server.ready();
    server.signal('SIGHUP');
    expect(await server.exit(8_000)).toEqual({ code: 0, signal: null });
    expect(processesOn(directory)).toEqual([]);
  });

  it('on a second Ctrl-C exits at once, and its servers still stop', async () => {
    const server = start({ DRAIN_DELAY_MS: '60000', SHUTDOWN_TIMEOUT_MS: '120000' });
    const url = await server.ready();
    server.signal('SIGINT');
    await waitFor(
      'it to drain',
      async () => (await get(`${url}/health/ready`)).status,
      5_000,
      (status) => status === 503,
    );
    server.signal('SIGINT');
    expect(await server.exit(2_000)).toEqual({ code: 130, signal: null });
    await nothingLeft();
  });

  it('stops when told to while it is still starting', async () => {
    const server = start();
    await waitFor('the first line', () => server.stdout.includes('First start'));
    server.signal('SIGTERM');
    expect(await server.exit(10_000)).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('');
    await nothingLeft();
  });

  it('ends with 1 when its Postgres dies, taking Redis along', async () => {
    const server = start();
    await server.ready();
    process.kill(readState(directory).running?.postgres?.pid ?? 0, 'SIGKILL');
    expect(await server.exit(15_000)).toMatchObject({ code: 1 });
    expect(server.stdout).toContain('the embedded Postgres ended');
    await nothingLeft();
  });

  it('goes on, degraded, when its Redis dies', async () => {
    const server = start();
    const url = await server.ready();
    const pid = readState(directory).running?.redis?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitFor('Redis to be gone', () => findProcess(pid) === undefined);
    const seen = await waitFor(
      'readiness to be degraded',
      async () => (await get(`${url}/health/ready`)).text(),
      10_000,
      (text) => text.includes('degraded":["redis'),
    );
    expect(JSON.parse(seen)).toEqual({ status: 'degraded', degraded: ['redis'], reasons: [] });
    expect(server.stdout).toContain('the embedded Redis ended');
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });

  it('in production keeps a generated password out of the log and shows it once on standard error', async () => {
    const server = start({ NODE_ENV: 'production', LOG_LEVEL: 'info' });
    await server.ready();
    const lines = server.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ message }) => message === 'listening')).toHaveLength(1);
    const [, password = ''] = /with the password (\S+)/.exec(server.stderr) ?? [];
    expect(password.length).toBeGreaterThanOrEqual(20);
    expect(server.stdout).not.toContain(password);
  });
});

function isEmpty(list: unknown[]): boolean {
  return list.length === 0;
}

async function passwordShown(server: ParleyProcess): Promise<string> {
  await waitFor('the password to be shown', () => server.stdout.includes('with the password'));
  const [, password = ''] = /with the password (\S+)/.exec(server.stdout) ?? [];
  expect(server.output.split(password)).toHaveLength(2);
  return password;
}

async function logIn(url: string, password: string): Promise<string> {
  const response = await post(`${url}/api/v1/auth/login`, { username: 'admin', password });
  return ((await response.json()) as { access_token: string }).access_token;
}

function get(url: string, token?: string): Promise<Response> {
  return fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
}

function post(url: string, body: object, token?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

function getKeepingAlive(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => response.resume().once('end', () => setImmediate(resolve)))
      .once('error', reject)
      .end();
  });
}
