import { Injectable } from '@nestjs/common';
import { requirePermission } from '../../core/access/access.guard';
import { AuditedAction } from '../../core/access/audit/audited-act';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { Principal } from '../../core/access/principal';
import { Database, Transaction } from '../../core/database/database';
import { JobControl, JobControlled } from '../../core/queues/control/job-control';
import { JobRow } from '../../core/queues/job-row';
import { JobStatus } from '../../core/queues/job-type';
import { JobTypes } from '../../core/queues/job-types';
import { JobDto, toJobDto } from '../../core/queues/job.dto';
import { JobErrors } from './jobs.errors';
import { JobsService } from './jobs.service';

/** Cancels, repeats and removes jobs. What is done to somebody else's stands in the audit trail. */
@Injectable()
export class JobChangesService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly control: JobControl,
    private readonly types: JobTypes,
    private readonly audit: AuditTrail,
  ) {}

  /** A job that is cancelled already is answered as it is. Throws jobs.not_found, jobs.finished. */
  cancel(id: string, caller: Principal): Promise<JobDto> {
    return this.database.transaction(async (tx) => {
      await this.jobs.require(id, caller, tx);
      const outcome = await this.control.cancel(tx, id);
      if ('job' in outcome) return this.told('job.cancel', outcome.job, caller, tx);
      if (outcome.refused === 'cancelled') return toJobDto(await this.jobs.require(id, caller, tx));
      throw refusal(outcome, JobErrors.finished, 'it cannot be cancelled any more');
    });
  }

  /** Queues a failed or cancelled job again. Throws jobs.not_found, auth.forbidden, jobs.not_retryable, jobs.too_many. */
  retry(id: string, caller: Principal): Promise<JobDto> {
    return this.database.transaction(async (tx) => {
      const job = await this.jobs.require(id, caller, tx);
      const definition = this.types.find(job.type);
      if (definition === undefined)
        throw JobErrors.notRetryable.with(`There are no jobs of the type ${job.type} any more.`);
      requirePermission(caller, definition.permission);
      if (job.createdBy !== null) await this.jobs.admit(tx, job.createdBy);
      const outcome = await this.control.retry(tx, id);
      if ('job' in outcome) return this.told('job.retry', outcome.job, caller, tx);
      throw refusal(outcome, JobErrors.notRetryable, 'only failed and cancelled jobs can be run again');
    });
  }

  /** Removes a job that has ended, for good. Throws jobs.not_found, jobs.unfinished. */
  async remove(id: string, caller: Principal): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.jobs.require(id, caller, tx);
      const outcome = await this.control.remove(tx, id);
      if ('job' in outcome) return this.told('job.delete', outcome.job, caller, tx);
      throw refusal(outcome, JobErrors.unfinished, 'cancel it first');
    });
  }

  private async told(action: AuditedAction, job: JobRow, actor: Principal, tx: Transaction): Promise<JobDto> {
    const { id, createdBy: ownerId, type } = job;
    if (ownerId !== actor.userId) {
      const target = { kind: 'job', id } as const;
      await this.audit.record({ action, outcome: 'ok', actor, target, details: { ownerId, type } }, tx);
    }
    return toJobDto(job);
  }
}

/** Somebody may have removed it at the same moment. */
function refusal(
  { refused }: Exclude<JobControlled, { job: JobRow }>,
  type: (typeof JobErrors)[keyof typeof JobErrors],
  why: string,
) {
  return refused === 'missing' ? JobErrors.notFound.with() : type.with(`The job is ${describe(refused)}: ${why}.`);
}

function describe(status: JobStatus): string {
  return status === 'succeeded' ? 'done' : status;
}
