import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FROM_SOURCES, ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { signedIn } from '../../support/sessions';
import { processesOn, temporaryDirectory } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

const ROOT = join(__dirname, '../../..');
const COMMAND = join(ROOT, 'src/modules/users/reset-password.command.ts');
const TIMEOUT_MS = 60_000;

jest.setTimeout(120_000);

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

describe('resetting a password from the shell', () => {
  let directory: string;

  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(async () => {
    await stopStartedProcesses();
    await waitFor(
      'no process of it to be left',
      () => processesOn(directory),
      20_000,
      (left) => left.length === 0,
    );
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  const start = () =>
    ParleyProcess.start({ PARLEY_DATA_DIR: directory, LOG_LEVEL: 'error', ADMIN_PASSWORD: 'the first one' });

  it('works while the server runs, and after it has stopped', async () => {
    const server = start();
    const url = await server.ready(45_000);
    expect(await statusOfLogin(url, 'the first one')).toBe(200);

    const { access_token } = await signedIn(url, 'admin', 'the first one');
    const second = newPassword(await reset('ADMIN'));
    await waitFor(
      'the session to end with the password',
      async () => (await new RestClient(url, access_token).get('/auth/me')).status,
      5_000,
      (status) => status === 401,
    );
    expect(await statusOfLogin(url, 'the first one')).toBe(401);
    expect(await statusOfLogin(url, second)).toBe(200);
    expect(await trail(await RestClient.signIn(url, 'admin', second))).toEqual([
      expect.objectContaining({
        ...{ actorId: null, actorName: null, targetKind: 'user', details: { username: 'admin' } },
        ...{ outcome: 'ok', ip: null, userAgent: null, correlationId: null },
      }),
    ]);

    await server.stop();
    const third = newPassword(await reset('admin'));
    const again = start();
    expect(await statusOfLogin(await again.ready(), third)).toBe(200);
  });

  it('says in one sentence that there is no such user, or none was named', async () => {
    await start().ready(45_000);
    expect(await reset('nobody')).toEqual({ code: 1, stdout: '', stderr: 'There is no user named nobody.\n' });
    expect(await reset()).toEqual({ code: 1, stdout: '', stderr: 'Name the user: bin/reset-password admin\n' });
  });

  const trail = async (admin: RestClient) =>
    expectStatus(await admin.get<{ items: object[] }>('/audit?action=user.password_reset'), 200).items;

  function reset(...names: string[]): Promise<Outcome> {
    const env = { ...process.env, PARLEY_DATA_DIR: directory, SWC_NODE_PROJECT: join(ROOT, 'tsconfig.json') };
    const args = [...FROM_SOURCES, COMMAND, ...names];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: ROOT, env, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
    });
  }
});

function newPassword({ code, stdout, stderr }: Outcome): string {
  const password = /^The new password of \w+ is: (\S+)\n$/.exec(stdout)?.[1];
  if (code !== 0 || password === undefined) throw new Error(`The reset failed with ${code}: ${stdout}${stderr}`);
  return password;
}

async function statusOfLogin(url: string, password: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  return response.status;
}
