import { Injectable, OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../../core/events/event-bus';
import { JobChanged } from '../../../core/queues/job.events';
import { JobRow } from '../../../core/queues/job-row';
import { FileStorage } from '../../../core/storage/file-storage';
import { BULK_INGEST } from './bulk-ingest.dto';

/** Where bulk files are stored. */
export const BULK_AREA = 'bulk';

/**
 * Removes the file of an ingest that succeeded or was cancelled, where that happened. One that failed can be tried again
 * and keeps it. What is missed here is the matter of the purge.
 */
@Injectable()
export class BulkFiles implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly storage: FileStorage,
  ) {}

  onModuleInit(): void {
    this.events.subscribe(JobChanged, 'bulk files', ({ job }) => this.follow(job));
  }

  private async follow({ type, status, payload }: JobRow): Promise<void> {
    const isDone = status === 'succeeded' || status === 'cancelled';
    const file = payload['file'];
    if (type !== BULK_INGEST || !isDone || typeof file !== 'string') return;
    await this.storage.remove(file);
  }
}
