import { Injectable } from '@nestjs/common';
import { Transaction } from '../../database/database';
import { JobRow } from '../job-row';
import { JobStatus } from '../job-type';
import { JobChanged, JobsDue } from '../job.events';
import { JobControlRepository } from './job-control.repository';
import { JobTransition } from './job-transitions';

/** What came of it: the job as it is now, or was when it was removed; or the status in which it cannot be done. */
export type JobControlled = { job: JobRow } | { refused: JobStatus | 'missing' };

/** Changes jobs from outside of their runs, in any process. Whose job it is, is the matter of whoever calls. */
@Injectable()
export class JobControl {
  constructor(private readonly repository: JobControlRepository) {}

  /** Ends a waiting or running job for good; the worker that runs it hears of it and stops within 2 s. */
  async cancel(tx: Transaction, id: string): Promise<JobControlled> {
    return this.told(tx, id, 'cancel', await this.repository.cancel(tx, id));
  }

  /** Lets a failed or cancelled job run again, with all its attempts, from its last checkpoint. */
  async retry(tx: Transaction, id: string): Promise<JobControlled> {
    const outcome = await this.change(tx, id, 'retry');
    if ('job' in outcome) tx.publish(new JobsDue());
    return outcome;
  }

  /** Removes a finished job, with what hangs on its row. */
  remove(tx: Transaction, id: string): Promise<JobControlled> {
    return this.change(tx, id, 'remove');
  }

  private async change(tx: Transaction, id: string, transition: JobTransition): Promise<JobControlled> {
    return this.told(tx, id, transition, await this.repository.change(tx, id, transition));
  }

  private async told(
    tx: Transaction,
    id: string,
    transition: JobTransition,
    job: JobRow | undefined,
  ): Promise<JobControlled> {
    if (job === undefined) return { refused: (await this.repository.statusOf(tx, id)) ?? 'missing' };
    if (transition !== 'remove') tx.publish(new JobChanged(job));
    return { job };
  }
}
