import { Injectable } from '@nestjs/common';
import { within } from '../../database/within';
import { QueueName } from '../job-type';
import { BullConnections } from './bull-connections';
import { BullQueues } from './bull-queues';
import { bullId, SentJob, toBullJob } from './sent-job';

/** Longer than Redis has for one command. */
const PATIENCE_MS = 6_000;

/** Where Bull has its jobs, by their names in it. */
export interface BullContents {
  waiting: ReadonlySet<string>;
  /** Taken by somebody who lives or not. */
  active: ReadonlySet<string>;
}

/** Hands jobs to Bull, and looks what it has. Rejects while Redis is away, soon; then nothing is known of what was done. */
@Injectable()
export class BullDelivery {
  constructor(
    private readonly queues: BullQueues,
    private readonly connections: BullConnections,
  ) {}

  /** Whether it is worth trying. */
  get usable(): boolean {
    return this.connections.adding.status === 'ready';
  }

  /** Called each time Redis has come (back): whatever it had may be lost. */
  onUsable(listener: () => void): void {
    this.connections.adding.on('ready', listener);
  }

  /** Adds those that are not there; the order is kept among those of one priority. */
  async add(queue: QueueName, jobs: readonly SentJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const added = await this.ask(this.queues.get(queue).addBulk(jobs.map(toBullJob)));
    // Bull ignores what Redis refuses of a batch, such as for want of memory.
    const refused = jobs.filter((job, index) => added[index]?.id !== bullId(job));
    if (refused.length > 0) throw new Error(`Redis did not take ${refused.length} of ${jobs.length} jobs.`);
  }

  /** At one moment. */
  async contents(name: QueueName): Promise<BullContents> {
    const queue = this.queues.get(name);
    const lists = queue.client.multi().lrange(queue.toKey('wait'), 0, -1).lrange(queue.toKey('active'), 0, -1);
    const [waiting, active] = ((await this.ask(lists.exec())) ?? []).map((answer) => idsIn(answer));
    if (waiting === undefined || active === undefined) throw new Error('Redis did not tell what is in the queue.');
    return { waiting, active };
  }

  /** A connection that hangs is made anew. */
  private async ask<T>(question: Promise<T>): Promise<T> {
    try {
      return await within(PATIENCE_MS, question);
    } catch (error) {
      if (this.usable) this.connections.adding.disconnect(true);
      throw error;
    }
  }
}

function idsIn([error, ids]: [Error | null, unknown]): ReadonlySet<string> {
  if (error) throw error;
  return new Set(ids as string[]);
}
