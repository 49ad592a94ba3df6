import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { EventBus } from '../../../core/events/event-bus';
import { isFinal } from '../../../core/queues/control/job-transitions';
import { JobHeard } from '../../../core/queues/job.events';
import { Peers } from '../../../core/realtime/peers';
import { Comparison } from './comparison';
import { EndedJobs } from './ended-jobs';
import { JobStreams } from './job-streams';

/** Brings streams and owners the news: what is heard of jobs, here and elsewhere, and a regular look at the rows. */
@Injectable()
export class StreamNews implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly streams: JobStreams,
    private readonly ended: EndedJobs,
    private readonly comparison: Comparison,
    private readonly events: EventBus,
    private readonly peers: Peers,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.events.subscribe(JobHeard, 'job streams', ({ job }) => {
      if (isFinal(job.status)) this.ended.add(job);
      else this.streams.hear(job);
    });
    this.peers.onReconnect(() => this.comparison.run());
    this.timer = setInterval(() => void this.comparison.run(), this.config.get('STREAM_POLL_MS')).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
