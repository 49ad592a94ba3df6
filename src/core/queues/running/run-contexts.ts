import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { LongWorkDatabase } from '../../database/database';
import { Logger } from '../../logging/logger';
import { JobContext } from '../job-processor';
import { ChildGroups } from './child-groups';
import { JobRun } from './job-run';
import { ProgressBoard } from './progress-board';
import { RunContext } from './run-context';
import { ClaimedJob } from './run-fence';
import { RunsRepository } from './runs.repository';
import { WorkDirectories } from './work-directories';

/** Makes runs, and what a processor is given of them. */
@Injectable()
export class RunContexts {
  constructor(
    private readonly config: Config,
    private readonly database: LongWorkDatabase,
    private readonly repository: RunsRepository,
    private readonly progress: ProgressBoard,
    private readonly directories: WorkDirectories,
    private readonly logger: Logger,
  ) {}

  /** A run with its limits running. */
  begin(job: ClaimedJob): JobRun {
    const run = new JobRun(job, new ChildGroups(this.config.searchPath), this.directories);
    run.begin({ softMs: this.config.get('JOB_SOFT_LIMIT_MS'), hardMs: this.config.get('JOB_HARD_LIMIT_MS') });
    return run;
  }

  of(run: JobRun): JobContext {
    const { database, repository, progress, logger } = this;
    return new RunContext(run, { database, repository, progress, logger });
  }
}
