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
const NOT_STORABLE: Outcome = {
  status: 'failed',
  errorCode: 'job.failed',
  errorMessage: 'Its result could not be stored.',
  counts: true,
};

/** Stores what became of runs; while the database is away it keeps on trying, since the work is done. */
@Injectable()
export class Finishes {
  private readonly batcher = new Batcher<RunFence & Outcome, JobRow | undefined>((ends) => this.store(ends));
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
        return await this.batcher.add(end);
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

  private async store(ends: (RunFence & Outcome)[]): Promise<(JobRow | undefined)[]> {
    const jobs = await this.repository.finish(ends);
    const ended = new Map(jobs.map((job) => [job.id, job]));
    jobs.forEach((job) => this.events.publish(new JobChanged(job)));
    if (jobs.some(({ status }) => status === 'queued')) this.events.publish(new JobsDue());
    return ends.map(({ id }) => ended.get(id));
  }
}
