import { BeforeApplicationShutdown, Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config';
import { Logger } from '../../logging/logger';
import { DeadWorkers } from './dead-workers';
import { JobRelay } from './job-relay';
import { LedgerWatch } from './ledger-watch';
import { LostJobs } from './lost-jobs';
import { ReconcilerRepository } from './reconciler.repository';
import { WakeUp } from './wake-up';

/**
 * Looks after the ledger in every process, each JOB_POLL_MS and when Redis has come back: jobs whose time has come become
 * due, what Redis lost is added again, and what a dead worker held is taken from it.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wakeUp = new WakeUp();
  private readonly watch: LedgerWatch;
  private running?: Promise<void>;
  private failing = false;

  constructor(
    private readonly repository: ReconcilerRepository,
    private readonly relay: JobRelay,
    private readonly lostJobs: LostJobs,
    private readonly deadWorkers: DeadWorkers,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {
    this.watch = new LedgerWatch(config.get('JOB_LEASE_MS'));
  }

  onApplicationBootstrap(): void {
    this.lostJobs.onRedisBack(() => this.wakeUp.call());
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.wakeUp.stop();
    await this.running;
  }

  /** One look, with what follows from it. Rejects when Postgres does not do its part. */
  async look(): Promise<void> {
    try {
      const survey = await this.repository.survey(this.config.get('JOB_LEASE_MS'));
      this.watch.saw(survey.now);
      if (survey.promotable) await this.relay.promote();
      if (survey.silent && this.watch.isWhole) await this.deadWorkers.bury();
      await this.lostJobs.restore(survey.overdue);
    } catch (error) {
      this.watch.failed();
      throw error;
    }
  }

  private async run(): Promise<void> {
    while (!this.wakeUp.ended) {
      await this.tryLook();
      await this.wakeUp.wait(this.config.get('JOB_POLL_MS'));
    }
  }

  /** Says so once when the ledger cannot be looked after. */
  private async tryLook(): Promise<void> {
    try {
      await this.look();
      this.failing = false;
    } catch (error) {
      if (!this.failing && !this.wakeUp.ended) this.logger.warn('the jobs cannot be looked after', { error });
      this.failing = true;
    }
  }
}
