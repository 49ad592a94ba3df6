import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { Principal } from '../../core/access/principal';
import { Database, Transaction } from '../../core/database/database';
import { QueueName, queueNames } from '../../core/queues/job-type';
import { QueueSwitch } from '../../core/queues/relay/queue-switch';
import { JobQueueDto, JobQueuesDto } from './dto/job-queue.dto';
import { JobViewsRepository } from './jobs.repository';

/** Tells of the queues and pauses them. What changes one stands in the audit trail. */
@Injectable()
export class JobQueuesService {
  constructor(
    private readonly database: Database,
    private readonly views: JobViewsRepository,
    private readonly queueSwitch: QueueSwitch,
    private readonly audit: AuditTrail,
  ) {}

  async list(): Promise<JobQueuesDto> {
    const [rows, paused] = await Promise.all([this.views.queues(), this.queueSwitch.paused()]);
    const items = queueNames.map((name): JobQueueDto => {
      const { queued = 0, later = 0, running = 0, oldestWaiting } = rows.find((row) => row.name === name) ?? {};
      const { pausedAt, pausedBy = null } = paused.find((queue) => queue.name === name) ?? {};
      const times = {
        pausedSince: pausedAt?.toISOString() ?? null,
        oldestWaiting: oldestWaiting?.toISOString() ?? null,
      };
      return { name, pausedBy, queued, later, running, ...times };
    });
    return { items };
  }

  /** A queue that is paused already stays as it is. */
  pause(name: QueueName, caller: Principal): Promise<JobQueueDto> {
    return this.change('queue.pause', name, caller, (tx) => this.queueSwitch.pause(tx, name, caller.userId));
  }

  /** A queue that is not paused stays as it is. */
  resume(name: QueueName, caller: Principal): Promise<JobQueueDto> {
    return this.change('queue.resume', name, caller, (tx) => this.queueSwitch.resume(tx, name));
  }

  private async change(
    action: 'queue.pause' | 'queue.resume',
    name: QueueName,
    actor: Principal,
    work: (tx: Transaction) => Promise<boolean>,
  ): Promise<JobQueueDto> {
    await this.database.transaction(async (tx) => {
      if (!(await work(tx))) return;
      await this.audit.record({ action, outcome: 'ok', actor, target: { kind: 'queue', id: name } }, tx);
    });
    const queue = (await this.list()).items.find((one) => one.name === name);
    if (queue === undefined) throw new Error(`There is no queue ${name}.`);
    return queue;
  }
}
