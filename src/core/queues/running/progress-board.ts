import { Injectable } from '@nestjs/common';
import { Transaction } from '../../database/database';
import { EventBus } from '../../events/event-bus';
import { Logger } from '../../logging/logger';
import { JobChanged } from '../job.events';
import { JobRun } from './job-run';
import { Progress, RunFence } from './run-fence';
import { RunsRepository } from './runs.repository';

/** No job is written more often than this. */
const TICK_MS = 100;

/** Collects how far the runs are, and writes all of them together, so that telling costs a run nothing. */
@Injectable()
export class ProgressBoard {
  /** What is not written yet, by run, and when a run was last written. */
  private readonly unwritten = new Map<JobRun, Progress>();
  private readonly writtenAt = new WeakMap<JobRun, number>();
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: RunsRepository,
    private readonly events: EventBus,
    private readonly logger: Logger,
  ) {}

  note(run: JobRun, progress: Progress): void {
    run.progress = progress;
    this.unwritten.set(run, progress);
    this.timer ??= setTimeout(() => void this.tick(), TICK_MS).unref();
  }

  /** Writes what is due of the run in its own transaction, which keeps others from its row; call the answer after the commit. */
  async writeWith(tx: Transaction, run: JobRun): Promise<() => void> {
    const progress = this.unwritten.get(run);
    if (progress === undefined || !this.isDue(run)) return () => undefined;
    const jobs = await this.repository.writeProgress([noteOf(run, progress)], tx);
    jobs.forEach((job) => tx.publish(new JobChanged(job)));
    return () => this.written(run, progress);
  }

  /** The end of a run writes what is left; resolves when nothing of it is under way. */
  async forget(run: JobRun): Promise<void> {
    this.unwritten.delete(run);
    if (run.progress !== undefined) await this.writing;
  }

  private async tick(): Promise<void> {
    this.writing = this.write().catch((error: unknown) => this.logger.debug('progress was not written', { error }));
    await this.writing;
    this.timer = this.unwritten.size > 0 ? setTimeout(() => void this.tick(), TICK_MS).unref() : undefined;
  }

  private async write(): Promise<void> {
    for (const run of this.unwritten.keys()) if (run.isOver) this.unwritten.delete(run);
    const notes = [...this.unwritten].filter(([run]) => this.isDue(run));
    if (notes.length === 0) return;
    const jobs = await this.repository.writeProgress(notes.map(([run, progress]) => noteOf(run, progress)));
    const ids = new Set(jobs.map(({ id }) => id));
    for (const [run, progress] of notes) if (ids.has(run.id)) this.written(run, progress);
    jobs.forEach((job) => this.events.publish(new JobChanged(job)));
  }

  private isDue(run: JobRun): boolean {
    return performance.now() - (this.writtenAt.get(run) ?? -Infinity) >= TICK_MS;
  }

  private written(run: JobRun, progress: Progress): void {
    this.writtenAt.set(run, performance.now());
    if (this.unwritten.get(run) === progress) this.unwritten.delete(run);
  }
}

function noteOf({ id, workerId, starts }: RunFence, progress: Progress): RunFence & Progress {
  return { id, workerId, starts, ...progress };
}
