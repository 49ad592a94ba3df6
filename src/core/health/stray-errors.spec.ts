import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Runs in a process of its own, since what is tested is how a process ends. */
const SCRIPT = `
  const { StrayErrors } = require('./src/core/health/stray-errors');
  const { Shutdown } = require('./src/core/health/shutdown');
  const { Telemetry } = require('./src/core/telemetry/telemetry');
  const say = (line) => console.log(line);
  const shutdown = new Shutdown({ timeoutMs: 5000, report: say, exit: (code) => process.exit(code) });
  shutdown.add('the application', async () => say('stopped in order'));
  const stray = new StrayErrors({ error: (message, { error }) => say(message + ': ' + error.message) }, shutdown);
  const telemetry = new Telemetry();
  stray.listen();
  stray.countWith(telemetry);
`;

interface Ended {
  code: number;
  lines: string[];
}

function run(fault: string): Promise<Ended> {
  const args = ['--require', '@swc-node/register', '--require', 'reflect-metadata', '-e', SCRIPT + fault];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, timeout: 30_000 }, (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), lines: stdout.trim().split('\n') });
    });
  });
}

describe('an error that nobody catches', () => {
  it('of a promise is logged and counted, and the process goes on', async () => {
    const { code, lines } = await run(`
      void Promise.reject(new Error('lost'));
      setTimeout(async () => {
        const { values } = await telemetry.unhandledRejections.get();
        say('counted ' + values[0].value);
        process.exit(0);
      }, 50);
    `);
    expect(lines).toEqual(['a promise failed with nobody listening: lost', 'counted 1']);
    expect(code).toBe(0);
  }, 40_000);

  it('that was thrown is logged and ends the process in order, with 1', async () => {
    const { code, lines } = await run(`setTimeout(() => { throw new Error('thrown'); }, 10);`);
    expect(lines).toEqual(['an error was thrown with nobody catching: stopping: thrown', 'stopped in order']);
    expect(code).toBe(1);
  }, 40_000);
});
