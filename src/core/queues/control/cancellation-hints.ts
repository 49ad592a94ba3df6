import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { EventBus } from '../../events/event-bus';
import { Peers } from '../../realtime/peers';
import { JobChanged } from '../job.events';

/** Topic between processes: `{id}` of a job that was cancelled while a worker held it. */
export const JOBS_TOPIC = 'jobs';

export interface CancelledJob {
  id: string;
}

/** Tells the other processes that a running job was cancelled here: one of them may be running it. */
@Injectable()
export class CancellationHints implements OnApplicationBootstrap {
  constructor(
    private readonly events: EventBus,
    private readonly peers: Peers,
  ) {}

  onApplicationBootstrap(): void {
    this.events.subscribe(JobChanged, 'cancellation-hints', ({ job }) => {
      if (job.status !== 'cancelled' || job.workerId === null) return;
      this.peers.send(JOBS_TOPIC, { id: job.id } satisfies CancelledJob);
    });
  }
}
