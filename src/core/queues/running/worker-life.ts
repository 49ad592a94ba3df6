import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Lifecycle } from '../../health/lifecycle';
import { Logger } from '../../logging/logger';
import { Heartbeat } from './heartbeat';
import { JobConsumption } from './job-consumption';
import { StartGate } from './start-gate';
import { Worker } from './worker';

const LOOK_MS = 50;

/**
 * The worker from its first to its last moment: it takes jobs when Postgres and Redis have been found well, and none after
 * the first sign of stopping.
 */
@Injectable()
export class WorkerLife implements OnApplicationBootstrap, OnModuleDestroy {
  private beginning?: Promise<void>;
  private ending?: Promise<void>;

  constructor(
    private readonly gate: StartGate,
    private readonly worker: Worker,
    private readonly heartbeat: Heartbeat,
    private readonly consumption: JobConsumption,
    private readonly logger: Logger,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onDrain(() => this.stop());
  }

  /** The start does not wait for it. */
  onApplicationBootstrap(): void {
    this.beginning = this.begin();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  private stop(): Promise<void> {
    return (this.ending ??= this.end());
  }

  private async begin(): Promise<void> {
    while (!(await this.arrived())) await sleep(LOOK_MS, undefined, { ref: false });
    if (this.ending !== undefined) return;
    this.heartbeat.start();
    this.consumption.open();
    this.logger.info('jobs are run here', { workerId: this.worker.id, concurrency: this.worker.concurrency });
  }

  /** Also when it is not to arrive any more. */
  private async arrived(): Promise<boolean> {
    if (this.ending !== undefined) return true;
    if (!this.gate.isOpen) return false;
    try {
      await this.worker.arrive();
      return true;
    } catch (error) {
      this.logger.warn('this worker could not be registered', { error });
      return false;
    }
  }

  private async end(): Promise<void> {
    this.consumption.close();
    await this.beginning;
    await this.consumption.drain();
    this.heartbeat.stop();
    await this.worker.leave().catch((error: unknown) => {
      this.logger.warn('this worker could not be removed from the ledger', { error });
    });
  }
}
