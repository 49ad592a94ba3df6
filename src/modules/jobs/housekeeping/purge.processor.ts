import { RevocationsRepository } from '../../../core/access/rights/revocations.repository';
import { SessionsSweepRepository } from '../../../core/access/sessions/sessions-sweep.repository';
import { Config } from '../../../core/config/config';
import { inBatches } from '../../../core/database/in-batches';
import { KeptAnswersRepository } from '../../../core/http/idempotency/kept-answers.repository';
import { JobContext, JobProcessor, Processes } from '../../../core/queues/job-processor';
import { PurgePayload, PurgeResult } from '../dto/purge.dto';
import { systemPurge } from '../jobs.jobs';
import { ForgottenFiles } from './forgotten-files';
import { PurgeRepository } from './purge.repository';

const BATCH = 1_000;
const PAUSE_MS = 50;

/** Removes what nothing needs any more; each batch stands for itself, so that nothing is lost by breaking off. */
@Processes(systemPurge)
export class PurgeProcessor implements JobProcessor<PurgePayload, PurgeResult> {
  constructor(
    private readonly sessions: SessionsSweepRepository,
    private readonly revocations: RevocationsRepository,
    private readonly answers: KeptAnswersRepository,
    private readonly rows: PurgeRepository,
    private readonly files: ForgottenFiles,
    private readonly config: Config,
  ) {}

  async run(_: PurgePayload, context: JobContext): Promise<PurgeResult> {
    const days = this.config.get('JOB_RETENTION_DAYS');
    const steps: (() => Promise<Partial<PurgeResult>>)[] = [
      () => this.empty(context, (limit) => this.sessions.deleteOver(limit)),
      () => this.empty(context, async (limit) => ({ revocations: await this.revocations.deleteExpired(limit) })),
      () => this.empty(context, async (limit) => ({ idempotencyKeys: await this.answers.removeExpired(limit) })),
      () => this.empty(context, (limit) => this.rows.deleteJobs(days, limit)),
      () => this.empty(context, async (limit) => ({ workers: await this.rows.deleteWorkers(limit) })),
      () => this.empty(context, async (limit) => ({ reports: await this.rows.deleteReports(limit) })),
      async () => ({ files: await this.files.remove(BATCH, context.signal) }),
    ];
    const result = {};
    for (const [done, step] of steps.entries()) {
      context.progress(done, steps.length);
      Object.assign(result, await step());
    }
    context.progress(steps.length, steps.length);
    return result as PurgeResult;
  }

  private empty<Kind extends string>(
    { signal }: JobContext,
    remove: (limit: number) => Promise<Record<Kind, number>>,
  ): Promise<Record<Kind, number>> {
    return inBatches({ limit: BATCH, pauseMs: PAUSE_MS, signal }, remove);
  }
}
