import { once } from 'node:events';
import { Inject, Injectable, OnApplicationShutdown } from '@nestjs/common';
import Bull, { Queue } from 'bull';
import Redis from 'ioredis';
import { within } from '../../database/within';
import { Logger } from '../../logging/logger';
import { QueueName } from '../job-type';
import { BullConnections } from './bull-connections';
import { JobTelemetry } from './job-telemetry';
import { BullPayload, jobIdOf } from './sent-job';

export type JobQueue = Queue<BullPayload>;
/** Runs the job of that row; what it rejects with is logged and ends nothing but the job in Bull. */
export type JobHandler = (jobId: string) => Promise<void>;

/** Token of the queues that jobs are added to, by name. */
export const ADDED_TO = 'parley:job-queues';

/** How long a connection may take to close. */
const CLOSING_MS = 1_000;

interface Taking {
  queue: JobQueue;
  waiting: Redis;
}

/** The Bull queues, which carry the ids of jobs to those who run them. They may lose everything at any time. */
@Injectable()
export class BullQueues implements OnApplicationShutdown {
  private readonly takings: Taking[] = [];
  private paused = false;
  private closing?: Promise<void>;

  constructor(
    @Inject(ADDED_TO) private readonly queues: Readonly<Record<QueueName, JobQueue>>,
    private readonly connections: BullConnections,
    private readonly telemetry: JobTelemetry,
    private readonly logger: Logger,
  ) {}

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** The queue to add to and to look at: what is asked of it fails soon while Redis is away. */
  get(name: QueueName): JobQueue {
    return this.queues[name];
  }

  /** Takes jobs, so many at a time, as soon as Redis answers. Once for each queue. */
  consume(name: QueueName, concurrency: number, handler: JobHandler): void {
    const queue: JobQueue = new Bull<BullPayload>(name, this.connections.forTaking(name));
    // It would rename a connection that has its name, and leave a rejection unhandled when that ends early.
    Object.assign(queue, { setWorkerName: () => Promise.resolve() });
    queue.on('stalled', ({ id }) => this.report(name, 'stalled', `the job ${id} was taken and left`));
    queue.on('error', (error) => this.report(name, 'error', error));
    queue.on('lock-extension-failed', (_job, error) => this.report(name, 'lock', error));
    this.takings.push({ queue, waiting: (queue as unknown as { bclient: Redis }).bclient });
    queue
      // What still arrives after the pause ends without effect: it is found missing, and sent again to others.
      .process(concurrency, (job) => (this.paused ? Promise.resolve() : handler(jobIdOf(job))))
      .catch((error: unknown) => this.report(name, 'error', error));
  }

  /** From now on this process takes no more jobs; those it has go on. */
  async pauseLocally(): Promise<void> {
    if (this.paused) return;
    this.paused = true;
    await Promise.all(
      this.takings.map(async ({ queue, waiting }) => {
        const pausing = queue.pause(true, true).catch(() => undefined);
        // Bull would let the blocking pop go on for half a second.
        setImmediate(() => waiting.disconnect());
        await pausing;
      }),
    );
  }

  /** Lets go of the queues, whether or not jobs still run. */
  close(): Promise<void> {
    this.paused = true;
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    await Promise.all(
      this.takings.map(async ({ queue, waiting }) => {
        // Bull connects it again, which nobody would end any more.
        Object.assign(waiting, { connect: () => Promise.resolve() });
        const ended = waiting.status === 'end' || once(waiting, 'end', { signal: AbortSignal.timeout(CLOSING_MS) });
        waiting.disconnect();
        await Promise.resolve(ended).catch(() => undefined);
        // Bull would wait, at times for ever, for the end of a connection that has ended.
        Object.assign(queue, { bclientInitialized: false });
        await within(CLOSING_MS, queue.close(true)).catch(() => undefined);
      }),
    );
  }

  private report(queue: QueueName, kind: 'stalled' | 'error' | 'lock', cause: unknown): void {
    if (this.closing !== undefined) return;
    this.telemetry.bullReported(queue, kind);
    this.logger.warn('a queue reported a fault', { queue, kind, error: cause });
  }
}
