import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isRetryable } from '../../errors/postgres-errors';
import { translate } from '../../errors/translate';
import { EventBus } from '../../events/event-bus';
import { Logger } from '../../logging/logger';
import { JobRow } from '../job-row';
import { JobChanged, JobsDue } from '../job.events';
import { Batcher } from './batcher';
import { JobRun } from './job-run';
import { Outcome } from './outcome';
import { ProgressBoard } from './progress-board';
import { RunFence } from './run-fence';
import { RunsRepository } from './runs.repository';

const PAUSE_MS = 200;
/** How soon a row is looked at again that somebody held: a cancellation, or what is left of the run's own transaction. */
const HELD_MS = 50;
/** The end of this run must be stored later. */
const HELD = Symbol('held');
const NOT_STORABLE: Outcome = {
  status: 'failed',
  errorCode: 'job.failed',
  errorMessage: 'Its result could not be stored.',
  counts: true,
};

/** Stores what became of runs; while the database is away it keeps on trying, since the work is done. */
@Injectable()
export class Finishes {
  private readonly batcher = new Batcher<RunFence & Outcome, JobRow | typeof HELD | undefined>((ends) =>
    this.store(ends),
  );
  private closed = false;

  constructor(
    private readonly repository: RunsRepository,
    private readonly events: EventBus,
    private readonly logger: Logger,
    private readonly progress: ProgressBoard,
  ) {}

  /** Ends a run, with what it told last. */
  async end(run: JobRun, outcome: Outcome): Promise<void> {
    await this.progress.forget(run);
    await this.finish(run, { ...outcome, ...run.progress });
  }

  /** Undefined when the run did not hold its job any more, or this process stops before it could be told. */
  async finish({ id, workerId, starts }: RunFence, outcome: Outcome): Promise<JobRow | undefined> {
    for (let end = { id, workerId, starts, ...outcome }; !this.closed;) {
      try {
        const job = await this.batcher.add(end);
        if (job !== HELD) return job;
        await sleep(HELD_MS, undefined, { ref: false });
      } catch (error) {
        this.logger.warn('the end of a job was not stored', { jobId: id, error });
        const refused = translate(error).type.status < 500 && !isRetryable(error);
        if (refused && end.status === 'failed') return undefined;
        if (refused) end = { id, workerId, starts, ...NOT_STORABLE };
        else await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
    return undefined;
  }

  /** Nothing is tried again any more. */
  close(): void {
    this.closed = true;
  }

  /** Waits for no row, so that nobody who holds one keeps the others from their end. */
  private async store(ends: (RunFence & Outcome)[]): Promise<(JobRow | typeof HELD | undefined)[]> {
    const jobs = await this.repository.finish(ends);
    const ended = new Map(jobs.map((job) => [job.id, job]));
    jobs.forEach((job) => this.events.publish(new JobChanged(job)));
    if (jobs.some(({ status }) => status === 'queued')) this.events.publish(new JobsDue());
    return this.answers(ends, ended);
  }

  private async answers(ends: RunFence[], ended: Map<string, JobRow>): Promise<(JobRow | typeof HELD | undefined)[]> {
    const others = ends.filter(({ id }) => !ended.has(id));
    // What has ended must be answered; a held one that cannot be looked up is just tried again.
    const held = others.length === 0 ? new Set() : await this.repository.unfinished(others).catch(() => undefined);
    return ends.map(({ id }) => ended.get(id) ?? (held?.has(id) === false ? undefined : HELD));
  }
}
