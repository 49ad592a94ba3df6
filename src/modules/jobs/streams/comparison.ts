import { Injectable } from '@nestjs/common';
import { Revocations } from '../../../core/access/rights/revocations';
import { Logger } from '../../../core/logging/logger';
import { JobStreams } from './job-streams';
import { OwnerNotices } from './owner-notices';

/** Compares what was told with the rows, so that news that were lost are only late. */
@Injectable()
export class Comparison {
  private isRunning = false;

  constructor(
    private readonly streams: JobStreams,
    private readonly owners: OwnerNotices,
    private readonly revocations: Revocations,
    private readonly logger: Logger,
  ) {}

  /** One at a time, and only while it is known who may hear what it finds. */
  async run(): Promise<void> {
    if (this.isRunning || !this.revocations.isFresh) return;
    this.isRunning = true;
    try {
      await this.streams.compare();
      await this.owners.compare();
    } catch (error) {
      this.logger.warn('what was told of jobs could not be compared with their rows', { error });
    } finally {
      this.isRunning = false;
    }
  }
}
