import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemUser } from './system-user';

const MAX_LOG_BYTES = 10_000_000;

export interface LaunchOptions {
  name: string;
  binary: string;
  args: string[];
  cwd: string;
  logFile: string;
  user?: SystemUser;
}

/** The environment of every child: nothing of ours, so that no secret of the application reaches it. */
export const CHILD_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C', LC_ALL: 'C' };

/** A server in a session of its own, so that Ctrl-C in the terminal reaches only Parley, which then stops it in order. */
export class ServiceProcess {
  exit?: string;
  stopping = false;
  private readonly child: ChildProcess;
  private readonly finished: Promise<void>;
  private readonly logStart: number;

  constructor(
    private readonly options: LaunchOptions,
    onExit: (service: ServiceProcess) => void,
  ) {
    keepLogSmall(options.logFile);
    const log = openSync(options.logFile, 'a', 0o600);
    this.logStart = fstatSync(log).size;
    this.child = spawn(options.binary, options.args, {
      cwd: options.cwd,
      detached: true,
      env: CHILD_ENV,
      stdio: ['ignore', log, log],
      uid: options.user?.uid,
      gid: options.user?.gid,
    });
    closeSync(log);
    this.finished = new Promise((resolve) => {
      const end = (reason: string): void => {
        if (this.exit !== undefined) return;
        this.exit = reason;
        resolve();
        onExit(this);
      };
      this.child.once('error', (error) => this.child.pid === undefined && end(error.message));
      this.child.once('exit', (code, signal) => end(signal ? `ended by ${signal}` : `exit code ${code}`));
    });
  }

  get name(): string {
    return this.options.name;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** What the service has written to its log since it was launched (the last 4 kB of it). */
  output(): string {
    return readFileSync(this.options.logFile).subarray(this.logStart).subarray(-4_000).toString('utf8');
  }

  /** The last line that tells what went wrong. */
  complaint(): string {
    const lines = this.output().trim().split('\n');
    return lines.findLast((line) => /FATAL|PANIC|ERROR|error|failed/.test(line)) ?? lines.at(-1) ?? '';
  }

  /** Sends the signals one after the other, each with its time to take effect; answers the one that worked. */
  async stop(signals: [NodeJS.Signals, number][]): Promise<NodeJS.Signals | undefined> {
    this.stopping = true;
    for (const [signal, patienceMs] of signals) {
      if (this.exit !== undefined) return undefined;
      this.child.kill(signal);
      const timer = new AbortController();
      const patience = sleep(patienceMs, undefined, { signal: timer.signal }).catch(() => undefined);
      await Promise.race([this.finished, patience]);
      timer.abort();
      if (this.hasEnded()) return signal;
    }
    throw new Error(`${this.name} (pid ${this.pid}) does not end`);
  }

  /** For the last moment of this process, when nothing can be waited for any more. */
  signal(signal: NodeJS.Signals): void {
    if (this.exit === undefined) this.child.kill(signal);
  }

  private hasEnded(): boolean {
    return this.exit !== undefined;
  }
}

function keepLogSmall(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.old`);
}
