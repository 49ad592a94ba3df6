import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { Database } from '../../database/database';
import { Logger } from '../../logging/logger';
import { JobRow } from '../job-row';
import { JobChanged, JobsDue } from '../job.events';
import { JobTelemetry } from './job-telemetry';
import { ReconcilerRepository } from './reconciler.repository';

/** Takes the jobs of workers that have died, so that others run them. */
@Injectable()
export class DeadWorkers {
  constructor(
    private readonly repository: ReconcilerRepository,
    private readonly database: Database,
    private readonly telemetry: JobTelemetry,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /** Whoever calls it has seen for a whole lease that they did not tell that they live. */
  async bury(): Promise<void> {
    const leaseMs = this.config.get('JOB_LEASE_MS');
    const taken = await this.database.transaction(async (tx) => {
      const workers = await this.repository.silentWorkers(tx, leaseMs);
      const jobs = await this.repository.takeJobs(tx, workers, leaseMs);
      await this.repository.forget(tx, workers);
      jobs.forEach((job) => tx.publish(new JobChanged(job)));
      if (jobs.some(({ status }) => status === 'queued')) tx.publish(new JobsDue());
      return jobs;
    });
    this.tell(taken);
  }

  private tell(taken: JobRow[]): void {
    const parked = taken.filter(({ status }) => status === 'failed');
    this.telemetry.jobsHealed('worker_lost', taken.length - parked.length);
    this.telemetry.jobsHealed('parked', parked.length);
    if (taken.length > 0) this.logger.warn('workers ended with jobs in hand', { jobs: taken.length });
    for (const { id, type, correlationId } of parked) {
      this.logger.error('a job was given up: it is the death of its workers', { jobId: id, type, correlationId });
    }
  }
}
