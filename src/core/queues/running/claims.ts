import { Injectable } from '@nestjs/common';
import { EventBus } from '../../events/event-bus';
import { Logger } from '../../logging/logger';
import { JobChanged } from '../job.events';
import { Batcher } from './batcher';
import { ClaimedJob } from './run-fence';
import { RunsRepository } from './runs.repository';
import { Worker } from './worker';

/**
 * Takes jobs for this worker. A job that may have killed a worker before runs here with no other such job beside it, so
 * that it takes none along that is innocent.
 */
@Injectable()
export class Claims {
  private readonly batcher = new Batcher<string, ClaimedJob | undefined>((ids) => this.claim(ids));
  private suspect?: ClaimedJob;

  constructor(
    private readonly repository: RunsRepository,
    private readonly worker: Worker,
    private readonly events: EventBus,
    private readonly logger: Logger,
  ) {}

  /** Undefined when there is nothing to run: it was cancelled, is run already, or its queue is paused. */
  take(id: string): Promise<ClaimedJob | undefined> {
    return this.batcher.add(id);
  }

  /** To be called at the end of each run. */
  release({ id, starts }: { id: string; starts: number }): void {
    if (this.suspect?.id === id && this.suspect.starts === starts) this.suspect = undefined;
  }

  private async claim(ids: string[]): Promise<(ClaimedJob | undefined)[]> {
    const jobs = await this.repository.claim([...ids].sort(), this.worker.id, this.suspect !== undefined);
    this.suspect ??= jobs.find(({ crashes }) => crashes > 0);
    jobs.forEach((job) => this.events.publish(new JobChanged(job)));
    const claimed = new Map(jobs.map((job) => [job.id, job]));
    const others = ids.filter((id) => !claimed.has(id));
    if (others.length > 0) await this.putOff(others);
    return ids.map((id) => claimed.get(id));
  }

  /** What is claimed by now must be run, so this may fail; those others are then offered again soon. */
  private async putOff(ids: string[]): Promise<void> {
    await this.repository.putOffSuspects(ids).catch((error: unknown) => {
      this.logger.warn('suspect jobs could not be put off', { error });
    });
  }
}
