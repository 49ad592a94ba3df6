import { ChildProcess } from 'node:child_process';
import { JobLost } from '../job-faults';
import { ChildGroups } from './child-groups';
import { ClaimedJob, Progress, RunFence } from './run-fence';
import { WorkDirectories } from './work-directories';

/** Why a run is asked to end: its job is not its own any more, this process stops, or it has reached a limit. */
export type StopReason = 'lost' | 'handed_back' | 'soft_limit' | 'hard_limit';

const SAYING: Record<StopReason, string> = {
  lost: 'The job is no longer run here.',
  handed_back: 'The process stops; the job goes on elsewhere.',
  soft_limit: 'The job has reached its time limit.',
  hard_limit: 'The job has reached its last time limit.',
};

/** How long a run may take to notice that its process stops. */
const NOTICE_MS = 500;

export interface RunLimits {
  softMs: number;
  hardMs: number;
}

/** One run of one job here, with all that ends with it: timers, child processes, its directory. */
export class JobRun implements RunFence {
  readonly id: string;
  readonly workerId: string;
  readonly starts: number;
  /** Rejects when the run is not waited for any longer, though its processor may still be at it. */
  readonly givenUp: Promise<never>;
  /** What was told last; undefined when nothing was. */
  progress?: Progress;
  reason?: StopReason;
  private giveUp!: (error: Error) => void;
  private directory?: Promise<string>;
  private over = false;
  private readonly controller = new AbortController();
  private readonly abandonment = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    readonly job: ClaimedJob,
    private readonly children: ChildGroups,
    private readonly directories: WorkDirectories,
  ) {
    ({ id: this.id, workerId: this.workerId, starts: this.starts } = job);
    this.givenUp = new Promise((_, reject) => (this.giveUp = reject));
    this.givenUp.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Aborts when nothing may be stored in its name any more: its open transactions end at once. */
  get abandoned(): AbortSignal {
    return this.abandonment.signal;
  }

  /** Nothing is heard of it any more, though its processor may still be at it. */
  get isOver(): boolean {
    return this.over || this.isLost;
  }

  get isLost(): boolean {
    return this.reason === 'lost';
  }

  begin({ softMs, hardMs }: RunLimits): void {
    this.after(softMs, () => this.stop('soft_limit'));
    this.after(hardMs, () => this.stop('hard_limit'));
  }

  /** Asks the run to end and takes its children away; once it is lost it stays lost. */
  stop(reason: StopReason): void {
    if (this.over) return;
    if (!this.isLost) this.reason = reason;
    this.controller.abort(reason === 'lost' ? new JobLost() : new Error(SAYING[reason]));
    if (reason === 'hard_limit') this.giveUp(new Error(SAYING[reason]));
    if (reason === 'handed_back') this.after(NOTICE_MS, () => this.giveUp(new Error(SAYING[reason])));
    if (reason !== 'lost') return void this.children.end();
    this.abandonment.abort();
    void this.cleanUp();
  }

  /** Throws when the run was asked to end, or has ended. */
  refuseAfterEnd(): void {
    if (this.over) throw new JobLost();
    this.signal.throwIfAborted();
  }

  spawn(command: string, args: readonly string[], cwd?: string): ChildProcess {
    this.refuseAfterEnd();
    return this.children.spawn(command, args, cwd);
  }

  workDirectory(): Promise<string> {
    this.refuseAfterEnd();
    return (this.directory ??= this.directories.make(this));
  }

  /** After this nothing can be begun in its name; resolves when its children and its directory are gone. */
  async end(): Promise<void> {
    this.over = true;
    this.timers.forEach((timer) => clearTimeout(timer));
    this.controller.abort(new JobLost());
    this.abandonment.abort();
    if (!this.children.isEmpty || this.directory !== undefined) await this.cleanUp();
  }

  private async cleanUp(): Promise<void> {
    await this.children.end();
    if (this.directory === undefined) return;
    await this.directory.catch(() => undefined);
    // What cannot be removed now goes with the directory of the worker.
    await this.directories.remove(this).catch(() => undefined);
  }

  private after(milliseconds: number, act: () => void): void {
    this.timers.push(setTimeout(act, milliseconds).unref());
  }
}
