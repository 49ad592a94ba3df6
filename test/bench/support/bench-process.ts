import { ChildProcess, fork } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { Told } from './asks';

const ROOT = join(__dirname, '../../..');
const STOP_MS = 10_000;

interface Pending {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

export interface BenchProcessOptions {
  environment?: Record<string, string | undefined>;
  /** Where its standard output goes; by default nowhere. */
  logFile?: string;
  nodeOptions?: string[];
}

/** A process of a bench: a server or a load, apart from the others so that each one's processor time is its own. */
export class BenchProcess {
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, Pending>();
  private readonly ready: Promise<void>;
  private asks = 0;

  private constructor(name: string, { environment, logFile = '/dev/null', nodeOptions = [] }: BenchProcessOptions) {
    this.child = fork(join(__dirname, `../processes/${name}.ts`), {
      cwd: ROOT,
      execArgv: [...nodeOptions, '--require', '@swc-node/register'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        SWC_NODE_PROJECT: join(ROOT, 'tsconfig.json'),
        ...environment,
      },
      stdio: ['ignore', openSync(logFile, 'a'), 'inherit', 'ipc'],
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.on('message', (told: Told) => ('ready' in told ? resolve() : this.settle(told)));
      this.child.once('exit', (code) => {
        const error = new Error(`The bench process ${name} ended with ${code ?? 'a signal'}.`);
        reject(error);
        this.pending.forEach((waiting) => waiting.reject(error));
      });
    });
  }

  /** @param name a file of test/bench/processes */
  static async start(name: string, options: BenchProcessOptions = {}): Promise<BenchProcess> {
    const started = new BenchProcess(name, options);
    await started.ready;
    return started;
  }

  ask<Answer>(what: string, payload?: unknown): Promise<Answer> {
    const id = ++this.asks;
    return new Promise<Answer>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.child.send({ id, what, payload });
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    if (this.child.connected) this.child.disconnect();
    await gone;
    clearTimeout(timer);
  }

  private settle(told: Exclude<Told, { ready: true }>): void {
    const waiting = this.pending.get(told.id);
    this.pending.delete(told.id);
    if ('failure' in told) waiting?.reject(new Error(told.failure));
    else waiting?.resolve(told.answer);
  }
}
