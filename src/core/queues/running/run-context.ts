import { ChildProcess } from 'node:child_process';
import { Database, Transaction } from '../../database/database';
import { Logger } from '../../logging/logger';
import { JobLost } from '../job-faults';
import { JobContext, JobLog } from '../job-processor';
import { JobRun } from './job-run';
import { storable } from './outcome';
import { ProgressBoard } from './progress-board';
import { RunsRepository } from './runs.repository';

const MOST_PROGRESS_MESSAGE = 500;

interface Tools {
  database: Database;
  repository: RunsRepository;
  progress: ProgressBoard;
  logger: Logger;
}

/** What a processor sees of its run. */
export class RunContext implements JobContext {
  readonly log: JobLog;

  constructor(
    private readonly run: JobRun,
    private readonly tools: Tools,
  ) {
    const { id: jobId, type: jobType, correlationId } = run.job;
    const fields = (details?: object) => ({ ...details, jobId, jobType, correlationId });
    this.log = {
      info: (message, details) => tools.logger.info(message, fields(details)),
      warn: (message, details) => tools.logger.warn(message, fields(details)),
    };
  }

  get jobId(): string {
    return this.run.id;
  }

  get ownerId(): string | null {
    return this.run.job.createdBy;
  }

  get attempt(): number {
    return this.run.job.attempts;
  }

  get correlationId(): string {
    return this.run.job.correlationId;
  }

  get signal(): AbortSignal {
    return this.run.signal;
  }

  checkpoint<T extends object>(): T | undefined {
    return (this.run.job.checkpoint ?? undefined) as T | undefined;
  }

  async transaction<T>(work: (tx: Transaction, save: (checkpoint: object) => void) => Promise<T>): Promise<T> {
    const { database, repository, progress } = this.tools;
    if (this.run.isOver) throw new JobLost();
    let committed = () => {};
    const result = await database.transaction(async (tx) => {
      if (!(await repository.hold(tx, this.run))) throw this.lose();
      let checkpoint: object | undefined;
      const answer = await work(tx, (saved) => (checkpoint = saved));
      if (checkpoint !== undefined) await repository.saveCheckpoint(tx, this.run.id, checkpoint);
      committed = await progress.writeWith(tx, this.run);
      return answer;
    }, this.run.abandoned);
    committed();
    return result;
  }

  progress(current: number, total: number | null = null, message?: string): void {
    if (this.run.isOver) return;
    this.tools.progress.note(this.run, {
      current: count(current) ?? 0,
      total: count(total),
      message: message === undefined ? null : storable(message, MOST_PROGRESS_MESSAGE),
    });
  }

  async workDirectory(): Promise<string> {
    return this.run.workDirectory();
  }

  spawn(command: string, args: readonly string[], options: { cwd?: string } = {}): ChildProcess {
    return this.run.spawn(command, args, options.cwd);
  }

  private lose(): JobLost {
    this.run.stop('lost');
    return new JobLost();
  }
}

/** A whole number that Postgres and JavaScript both hold; null for what is none. */
function count(value: number | null): number | null {
  if (value === null || Number.isNaN(value)) return null;
  return Math.trunc(Math.min(Math.max(value, 0), Number.MAX_SAFE_INTEGER));
}
