import { Injectable } from '@nestjs/common';
import { Transaction } from '../database/database';
import { uuidv7 } from '../database/ids';
import { currentContext } from '../logging/request-context';
import { JobChanged, JobsDue } from './job.events';
import { JobRow, toRank } from './job-row';
import { JobDefinition, JobPriority } from './job-type';
import { JobsRepository } from './jobs.repository';

/** A job as somebody orders it. */
export interface JobOrder<Payload extends object> {
  payload: Payload;
  /** Null: the system. */
  ownerId: string | null;
  /** Default: normal. */
  priority?: JobPriority;
  /** Not before; default: at once. */
  runAt?: Date;
  /** Whose job it is: of a tick, which has at most one, or null where somebody ordered it by hand. */
  schedule?: { name: string; tick: Date | null };
}

/** Orders background work. */
@Injectable()
export class Jobs {
  constructor(private readonly repository: JobsRepository) {}

  /**
   * Writes the job in the caller's transaction: it exists when that commits, whatever becomes of Redis. Undefined when
   * the tick of its schedule has its job already.
   */
  async enqueue<Payload extends object>(
    tx: Transaction,
    definition: JobDefinition<Payload>,
    order: JobOrder<Payload>,
  ): Promise<JobRow | undefined> {
    const job = await this.repository.insert(tx, {
      id: uuidv7(),
      type: definition.type,
      queue: definition.queue,
      priority: toRank(order.priority ?? 'normal'),
      payload: order.payload,
      createdBy: order.ownerId,
      correlationId: currentContext()?.correlationId ?? uuidv7(),
      schedule: order.schedule?.name ?? null,
      scheduledFor: order.schedule?.tick ?? null,
      runAt: order.runAt ?? null,
    });
    if (job === undefined) return undefined;
    tx.publish(new JobChanged(job));
    tx.publish(new JobsDue());
    return job;
  }
}
