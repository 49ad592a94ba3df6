import { Injectable } from '@nestjs/common';
import { Logger } from '../../../core/logging/logger';
import { isFinal } from '../../../core/queues/control/job-transitions';
import { JobNews } from '../../../core/queues/job.events';
import { JobStreams } from './job-streams';
import { OwnerNotices } from './owner-notices';
import { JobStreamsRepository } from './streams.repository';

const READ_AT_ONCE = 200;

/** Reads how jobs have ended, many at a time, where somebody here is to be told. */
@Injectable()
export class EndedJobs {
  private readonly unread = new Set<string>();
  private reading?: Promise<void>;

  constructor(
    private readonly repository: JobStreamsRepository,
    private readonly streams: JobStreams,
    private readonly owners: OwnerNotices,
    private readonly logger: Logger,
  ) {}

  add({ id, createdBy }: JobNews): void {
    if (!this.streams.isFollowed(id) && !this.owners.isHere(createdBy)) return;
    this.unread.add(id);
    this.reading ??= this.read().finally(() => (this.reading = undefined));
  }

  private async read(): Promise<void> {
    while (this.unread.size > 0) {
      const ids = [...this.unread].slice(0, READ_AT_ONCE);
      ids.forEach((id) => this.unread.delete(id));
      try {
        for (const job of await this.repository.states(ids)) {
          this.streams.take(job);
          if (isFinal(job.status)) this.owners.tell(job);
        }
      } catch (error) {
        this.logger.warn('it could not be read how jobs ended; the next comparison will', { error });
      }
    }
  }
}
