import { ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { GENEROUS_LIMITS } from './generous-limits';
import { deadline, waitFor } from './wait-for';

const ROOT = join(__dirname, '../..');
const started = new Set<ParleyProcess>();

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** For node: how to run the sources as they are, without a build. */
export const FROM_SOURCES = ['--require', join(__dirname, 'from-sources.cjs')];
const SERVER = [process.execPath, ...FROM_SOURCES, join(ROOT, 'src/main.ts')];

/**
 * One Parley server, run as a process of its own, from the sources unless another command is given. It sees nothing of the environment of the tests but
 * PATH: what it needs is given.
 */
export class ParleyProcess {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly finished: Promise<Exit>;
  private ended?: Exit;

  private constructor(environment: Record<string, string>, [program = '', ...args]: string[]) {
    this.child = spawn(program, args, {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        SWC_NODE_PROJECT: join(ROOT, 'tsconfig.json'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.finished = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve((this.ended = { code, signal })));
    });
    started.add(this);
  }

  /** Starts a server; PORT is 0 (any free one), NODE_ENV test and the limits generous unless given. */
  static start(environment: Record<string, string> = {}): ParleyProcess {
    const surroundings = { NODE_ENV: 'test', PORT: '0', WORKER_PORT: '0', RATE_LIMITS: GENEROUS_LIMITS };
    return new ParleyProcess({ ...surroundings, ...environment }, SERVER);
  }

  /** Runs a command of the root directory with exactly this environment; bin/build must have run. */
  static startCommand(command: string[], environment: Record<string, string>): ParleyProcess {
    return new ParleyProcess(environment, command);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasExited(): boolean {
    return this.ended !== undefined;
  }

  /** Everything it has said so far, for messages of failing tests. */
  get output(): string {
    return `exit ${JSON.stringify(this.ended ?? 'none')}\n--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`;
  }

  /** Waits until it announces the address it listens on, and answers that, e.g. http://127.0.0.1:41234. */
  async listening(timeoutMs = 30_000): Promise<string> {
    await waitFor(
      'the server to announce its address',
      () => ({ address: this.address(), output: this.output }),
      timeoutMs,
      ({ address }) => address !== undefined || this.hasExited,
    );
    const address = this.address();
    if (address === undefined) throw new Error(`The server ended before it listened: ${this.output}`);
    return address;
  }

  /** Waits until it listens and says that it is ready; answers its address. */
  async ready(timeoutMs = 30_000): Promise<string> {
    const address = await this.listening(timeoutMs);
    await waitFor(
      'the server to be ready',
      // Leaves no open connection for the test to trip over.
      async () => (await fetch(`${address}/health/ready`, { headers: { connection: 'close' } })).status,
      timeoutMs,
      (status) => status === 200,
    );
    return address;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits for its end. */
  exit(timeoutMs = 30_000): Promise<Exit> {
    return deadline('the server to exit', this.finished, timeoutMs, () => this.output);
  }

  /** Stops it in order; does nothing when it has ended. */
  async stop(timeoutMs = 30_000): Promise<Exit> {
    this.child.kill('SIGTERM');
    return this.exit(timeoutMs);
  }

  /** Ends it without warning. */
  async kill(): Promise<Exit> {
    this.child.kill('SIGKILL');
    return this.exit(5_000);
  }

  private address(): string | undefined {
    return /https?:\/\/[\w.[\]:]+:\d+/.exec(this.stdout)?.[0];
  }
}

/** For afterAll and afterEach: stops every server that a test started and left running. */
export async function stopStartedProcesses(): Promise<void> {
  const running = [...started].filter((server) => !server.hasExited);
  started.clear();
  await Promise.all(running.map((server) => server.stop().catch(() => server.kill())));
}
