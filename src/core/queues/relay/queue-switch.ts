import { Injectable } from '@nestjs/common';
import { Queryable, Transaction } from '../../database/database';
import { QueueName } from '../job-type';
import { JobsDue } from '../job.events';
import { PausedQueue, QueueSwitchRepository } from './queue-switch.repository';
import { RelayRepository } from './relay.repository';

/** Pauses queues: what runs goes on, nothing is begun, and what is ordered waits. Holds for all processes and restarts. */
@Injectable()
export class QueueSwitch {
  constructor(
    private readonly repository: QueueSwitchRepository,
    private readonly relay: RelayRepository,
  ) {}

  /**
   * From the commit on no job of the queue is begun. False when it was paused already.
   * @param userId who does it; null: the system
   */
  async pause(tx: Transaction, name: QueueName, userId: string | null): Promise<boolean> {
    await this.relay.lock(tx, name);
    const paused = await this.repository.pause(tx, name, userId);
    if (paused) await this.repository.takeBack(tx, name);
    return paused;
  }

  /** From the commit on its jobs are begun again. False when it was not paused. */
  async resume(tx: Transaction, name: QueueName): Promise<boolean> {
    const resumed = await this.repository.resume(tx, name);
    if (resumed) tx.publish(new JobsDue());
    return resumed;
  }

  /** By name. */
  paused(db?: Queryable): Promise<PausedQueue[]> {
    return this.repository.paused(db);
  }
}
