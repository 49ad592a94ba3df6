import { BeforeApplicationShutdown, Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config';
import { Database } from '../../database/database';
import { Logger } from '../../logging/logger';
import { QueueName } from '../job-type';
import { BullDelivery } from './bull-delivery';
import { JobTelemetry } from './job-telemetry';
import { FIRST_OWNER, RelayRepository, Windows } from './relay.repository';
import { WakeUp } from './wake-up';

/** The rest waits in the ledger, where it can be shared out fairly. */
const WINDOWS: Windows = { default: 50, ingest: 5, maintenance: 2 };
/** What ends in so short a time is made up for together. */
const GATHER_MS = 10;

/**
 * Passes due jobs on from the ledger to Bull, in every process: at once when this process wrote one or ended one, and at
 * each poll. A job is marked first, so that one that is marked and not in Bull is one to be added again.
 */
@Injectable()
export class JobRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wakeUp = new WakeUp();
  /** The owner who was served last, by queue. */
  private readonly lastServed = new Map<QueueName, string>();
  private running?: Promise<void>;
  private failing = false;

  constructor(
    private readonly repository: RelayRepository,
    private readonly delivery: BullDelivery,
    private readonly database: Database,
    private readonly telemetry: JobTelemetry,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.delivery.onUsable(() => this.wake());
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.wakeUp.stop();
    await this.running;
  }

  /** Has it look soon; never waits. */
  wake(): void {
    this.wakeUp.call();
  }

  /** Lets those become due whose time has come. */
  async promote(): Promise<void> {
    for (let more = true; more;) more = await this.repository.promote();
    this.wake();
  }

  /** Passes on what there is room for; answers how many. Rejects when Postgres or Redis does not do its part. */
  async refill(): Promise<number> {
    let sent = 0;
    for (const queue of await this.repository.refillable(WINDOWS)) sent += await this.refillOne(queue);
    return sent;
  }

  private async refillOne(queue: QueueName): Promise<number> {
    const jobs = await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, queue);
      return this.repository.mark(tx, queue, WINDOWS[queue], this.lastServed.get(queue) ?? FIRST_OWNER);
    });
    const last = jobs.at(-1);
    if (last !== undefined) this.lastServed.set(queue, last.owner);
    await this.delivery.add(queue, jobs);
    return jobs.length;
  }

  private async run(): Promise<void> {
    const pollMs = this.config.get('JOB_POLL_MS');
    while (!this.wakeUp.ended) {
      await this.wakeUp.wait(pollMs);
      if (this.wakeUp.ended || !this.delivery.usable) continue;
      const succeeded = await this.tryRefill();
      await this.wakeUp.pause(succeeded ? GATHER_MS : pollMs);
    }
  }

  /** Says so once when nothing can be passed on. */
  private async tryRefill(): Promise<boolean> {
    try {
      await this.refill();
      this.failing = false;
    } catch (error) {
      this.telemetry.relayFailed();
      if (!this.failing) this.logger.warn('due jobs cannot be passed on', { error });
      this.failing = true;
    }
    return !this.failing;
  }
}
