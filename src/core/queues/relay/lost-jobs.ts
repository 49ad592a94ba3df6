import { Injectable } from '@nestjs/common';
import { Logger } from '../../logging/logger';
import { QueueName, queueNames } from '../job-type';
import { BullDelivery } from './bull-delivery';
import { JobTelemetry } from './job-telemetry';
import { ReconcilerRepository } from './reconciler.repository';
import { bullId } from './sent-job';

/** Adds to Bull again what the ledger has handed to it and it has not. */
@Injectable()
export class LostJobs {
  /** Names of jobs that Bull held as taken at the last look, and the ledger not as begun. */
  private suspects: ReadonlySet<string> = new Set();
  /** Since Redis came (back) it has not been looked what it lost. */
  private redisIsNew = true;
  private failing = false;

  constructor(
    private readonly repository: ReconcilerRepository,
    private readonly delivery: BullDelivery,
    private readonly telemetry: JobTelemetry,
    private readonly logger: Logger,
  ) {}

  /** Called when Redis has come (back): there is something to restore. */
  onRedisBack(listener: () => void): void {
    this.delivery.onUsable(() => {
      this.redisIsNew = true;
      listener();
    });
  }

  /**
   * Adds what is overdue in these queues or, where Redis has just come back, all it should have. Does nothing while Redis
   * is away; a failure is counted and told once.
   */
  async restore(overdue: readonly QueueName[]): Promise<void> {
    if (!this.delivery.usable) return;
    const all = this.redisIsNew;
    this.redisIsNew = false;
    try {
      const suspects: string[] = [];
      for (const queue of all ? queueNames : overdue) suspects.push(...(await this.restoreOne(queue, all)));
      this.suspects = new Set(suspects);
      this.failing = false;
    } catch (error) {
      this.redisIsNew ||= all;
      this.telemetry.relayFailed();
      if (!this.failing) this.logger.warn('it cannot be seen which jobs Redis has lost', { error });
      this.failing = true;
    }
  }

  /** The contents are read first: what is taken from Bull after that has a row that tells so, or comes to no harm. */
  private async restoreOne(queue: QueueName, all: boolean): Promise<string[]> {
    const { waiting, active } = await this.delivery.contents(queue);
    const sent = (await this.repository.sent(queue)).filter(({ overdue }) => all || overdue);
    const lost = sent.filter((job) => !waiting.has(bullId(job)) && !active.has(bullId(job)));
    const taken = sent.filter((job) => active.has(bullId(job)));
    const stuck = taken.filter((job) => this.suspects.has(bullId(job))).map(({ id }) => id);
    const again = stuck.length > 0 ? await this.repository.sendAgain(stuck) : [];
    await this.delivery.add(queue, [...lost, ...again]);
    this.telemetry.jobsHealed('lost', lost.length);
    this.telemetry.jobsHealed('stuck', again.length);
    return taken.map(bullId);
  }
}
