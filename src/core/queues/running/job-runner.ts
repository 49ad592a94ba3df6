import { Injectable } from '@nestjs/common';
import { rolePermissions } from '../../access/permissions';
import { Logger } from '../../logging/logger';
import { runInContext } from '../../logging/request-context';
import { ActiveRuns } from './active-runs';
import { Claims } from './claims';
import { Finishes } from './finishes';
import { JobRun } from './job-run';
import { explain, Failure, HANDED_BACK, Outcome, outcomeOf, TIMED_OUT } from './outcome';
import { JobTrade, ProcessorRegistry } from './processor-registry';
import { ClaimedJob } from './run-fence';
import { RunContexts } from './run-contexts';

/** A type that only newer processes know is left to them. */
const NOT_KNOWN_HERE: Outcome = { status: 'queued', dispatch: 'later', delayMs: 30_000, counts: false };

const NOT_PERMITTED: Outcome = {
  status: 'failed',
  errorCode: 'job.owner_not_permitted',
  errorMessage: 'Its owner is gone, deactivated, or may not do this any more.',
  counts: true,
};

/** Runs a job from its claim to its end. */
@Injectable()
export class JobRunner {
  private refusing = false;

  constructor(
    private readonly runs: ActiveRuns,
    private readonly claims: Claims,
    private readonly finishes: Finishes,
    private readonly contexts: RunContexts,
    private readonly registry: ProcessorRegistry,
    private readonly logger: Logger,
  ) {}

  /** Runs the job of this id when it is there to be run, and resolves when it has ended here; never rejects. */
  async run(id: string): Promise<void> {
    if (this.refusing || !this.runs.beginClaim(id)) return;
    let run: JobRun | undefined;
    try {
      const job = await this.claims.take(id);
      if (job !== undefined) run = await this.admit(job);
    } catch (error) {
      this.logger.warn('a job could not be claimed', { jobId: id, error });
    } finally {
      this.runs.endClaim(id);
    }
    if (run !== undefined) await this.follow(run);
  }

  /** From now on nothing is begun; what is claimed at this very moment is given back. */
  refuse(): void {
    this.refusing = true;
  }

  /** Undefined when the job is not to be run; then it has been ended. */
  private async admit(job: ClaimedJob): Promise<JobRun | undefined> {
    const refusal = this.refusalOf(job);
    if (refusal === undefined) {
      const run = this.contexts.begin(job);
      this.runs.add(run);
      return run;
    }
    await this.finishes.finish(job, refusal);
    this.claims.release(job);
    return undefined;
  }

  private refusalOf({ type, createdBy, ownerRole }: ClaimedJob): Outcome | undefined {
    if (this.refusing) return HANDED_BACK;
    const trade = this.registry.find(type);
    if (trade === undefined) return NOT_KNOWN_HERE;
    if (createdBy === null || (ownerRole && rolePermissions[ownerRole].has(trade.definition.permission)))
      return undefined;
    return NOT_PERMITTED;
  }

  private async follow(run: JobRun): Promise<void> {
    const { correlationId, createdBy } = run.job;
    try {
      await runInContext({ correlationId, userId: createdBy ?? undefined }, async () => {
        const outcome = await this.process(run, this.registry.find(run.job.type) as JobTrade);
        await run.end();
        if (!run.isLost) await this.finishes.end(run, outcome);
      });
    } finally {
      this.claims.release(run);
      this.runs.remove(run);
    }
  }

  private async process(run: JobRun, { definition, processor }: JobTrade): Promise<Outcome> {
    try {
      const work = processor.run(run.job.payload, this.contexts.of(run));
      const result = await Promise.race([work, run.givenUp]);
      return { status: 'succeeded', result: result ?? {}, counts: true };
    } catch (error) {
      const failure = failureOf(run, error);
      if (run.reason === 'handed_back' && !failure.permanent) return HANDED_BACK;
      const outcome = outcomeOf(failure, run.job, definition.retry, Math.random());
      if (!run.isLost) this.tell(run, outcome, failure, error);
      return outcome;
    }
  }

  private tell({ job }: JobRun, { status }: Outcome, { code, permanent }: Failure, error: unknown): void {
    const fields = { jobId: job.id, jobType: job.type, attempt: job.attempts, code, error };
    if (status === 'queued') this.logger.warn('a job failed and is tried again', fields);
    else if (permanent) this.logger.info('a job failed', fields);
    else this.logger.error('a job failed for good', fields);
  }
}

function failureOf({ reason }: JobRun, error: unknown): Failure {
  if (reason === 'hard_limit') return TIMED_OUT;
  const failure = explain(error);
  return reason === 'soft_limit' && !failure.permanent ? { ...TIMED_OUT, permanent: false } : failure;
}
