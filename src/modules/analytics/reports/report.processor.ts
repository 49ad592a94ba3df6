import { Config } from '../../../core/config/config';
import { uuidv7 } from '../../../core/database/ids';
import { PermanentJobError } from '../../../core/queues/job-faults';
import { JobContext, JobProcessor, Processes } from '../../../core/queues/job-processor';
import { generateReport } from '../analytics.jobs';
import { reportShapes } from './report-kinds';
import { ReportMaking } from './report-making';
import { ReportPayload, ReportResult } from './reports.dto';
import { ReportsRepository } from './reports.repository';

/** Makes a report and stores it, once for each job. */
@Processes(generateReport)
export class ReportProcessor implements JobProcessor<ReportPayload, ReportResult> {
  constructor(
    private readonly config: Config,
    private readonly reports: ReportsRepository,
    private readonly making: ReportMaking,
  ) {}

  async run({ kind, lastDay: asked }: ReportPayload, context: JobContext): Promise<ReportResult> {
    const timezone = this.config.get('PARLEY_TIMEZONE');
    const days = await this.reports.days(timezone, reportShapes[kind].days, asked);
    const { firstDay, lastDay, isOver } = days;
    if (!isOver) throw new PermanentJobError('reports.day_not_over', `The day ${lastDay} is not over in ${timezone}.`);
    const content = await this.making.make(kind, days, timezone);
    const { jobId, ownerId: createdBy } = context;
    const reportId = await context.transaction((tx) =>
      this.reports.store(tx, { id: uuidv7(), kind, firstDay, lastDay, timezone, jobId, createdBy, content }),
    );
    return { reportId, rows: content.rows.length };
  }
}
