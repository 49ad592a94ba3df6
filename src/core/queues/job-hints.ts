import { Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { EventBus } from '../events/event-bus';
import { Peers } from '../realtime/peers';
import { JobChanged, JobHeard, JobNews } from './job.events';

interface Hint {
  jobs: JobNews[];
}

const TOPIC = 'jobs';
/** Changes of so short a time are sent together, of each job the newest. */
const GATHER_MS = 10;
const MAX_JOBS_IN_HINT = 200;

/**
 * Carries the changes of jobs from the process that made them, workers included, to all others: each process publishes
 * `JobHeard` for its own and for theirs. A hint may be lost.
 */
@Injectable()
export class JobHints implements OnModuleInit, OnModuleDestroy {
  private readonly unsent = new Map<string, JobNews>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly events: EventBus,
    private readonly peers: Peers,
  ) {}

  onModuleInit(): void {
    this.events.subscribe(JobChanged, 'job hints', ({ job }) => this.changed(toNews(job)));
    this.peers.on<Hint>(TOPIC, ({ jobs }) => jobs.forEach((job) => this.events.publish(new JobHeard(job))));
  }

  onModuleDestroy(): void {
    this.send();
  }

  private changed(job: JobNews): void {
    if (job.version >= (this.unsent.get(job.id)?.version ?? 0)) this.unsent.set(job.id, job);
    this.timer ??= setTimeout(() => this.send(), GATHER_MS);
    this.events.publish(new JobHeard(job));
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const jobs = [...this.unsent.values()];
    this.unsent.clear();
    for (let from = 0; from < jobs.length; from += MAX_JOBS_IN_HINT) {
      this.peers.send(TOPIC, { jobs: jobs.slice(from, from + MAX_JOBS_IN_HINT) } satisfies Hint);
    }
  }
}

function toNews({ id, createdBy, workerId, status, version, ...job }: JobNews): JobNews {
  const { progressCurrent, progressTotal, progressMessage } = job;
  return { id, createdBy, workerId, status, version, progressCurrent, progressTotal, progressMessage };
}
