import { setTimeout as sleep } from 'node:timers/promises';
import { Config } from '../../../core/config/config';
import { JobContext, JobProcessor, Processes } from '../../../core/queues/job-processor';
import { SystemCheckPayload, SystemCheckResult } from '../dto/system-check.dto';
import { systemCheck } from '../jobs.jobs';
import { RunTimesRepository } from './run-times.repository';

@Processes(systemCheck)
export class SystemCheckProcessor implements JobProcessor<SystemCheckPayload, SystemCheckResult> {
  constructor(
    private readonly runTimes: RunTimesRepository,
    private readonly config: Config,
  ) {}

  async run({ steps, stepMs }: SystemCheckPayload, context: JobContext): Promise<SystemCheckResult> {
    for (let done = 0; done < steps; done += 1) {
      context.progress(done, steps, `step ${done + 1} of ${steps}`);
      await sleep(stepMs, undefined, { signal: context.signal });
    }
    context.progress(steps, steps, 'done');
    return { steps, ...(await this.runTimes.of(context.jobId)), worker: this.config.get('INSTANCE_NAME') };
  }
}
