import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { queueNames } from '../job-type';
import { BullQueues } from '../relay/bull-queues';
import { ActiveRuns } from './active-runs';
import { Finishes } from './finishes';
import { JobRunner } from './job-runner';
import { Worker } from './worker';

/** How long storing what was handed back may take. */
const HAND_BACK_MS = 3_000;

/** Opens and closes the doors through which jobs come into this process. */
@Injectable()
export class JobConsumption {
  constructor(
    private readonly queues: BullQueues,
    private readonly runner: JobRunner,
    private readonly runs: ActiveRuns,
    private readonly finishes: Finishes,
    private readonly worker: Worker,
    private readonly config: Config,
  ) {}

  open(): void {
    for (const queue of queueNames) {
      this.queues.consume(queue, this.worker.concurrency[queue], (id) => this.runner.run(id));
    }
  }

  /** At once: no job is begun here after this. */
  close(): void {
    this.runner.refuse();
    void this.queues.pauseLocally();
  }

  /** Lets what runs go on for the grace, and hands back what has not ended then. */
  async drain(): Promise<void> {
    await this.ended(this.config.get('JOB_GRACE_MS'));
    this.runs.all.forEach((run) => run.stop('handed_back'));
    await this.ended(HAND_BACK_MS);
    this.finishes.close();
  }

  private async ended(milliseconds: number): Promise<void> {
    const enough = new AbortController();
    const time = sleep(milliseconds, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([this.runs.ended(), time]);
    enough.abort();
  }
}
