import { Injectable } from '@nestjs/common';
import { Principal } from '../../../core/access/principal';
import { Config } from '../../../core/config/config';
import { Database, Transaction } from '../../../core/database/database';
import { invalid } from '../../../core/errors/field-errors';
import { JobDto, toJobDto } from '../../../core/queues/job.dto';
import { JobRow } from '../../../core/queues/job-row';
import { Jobs } from '../../../core/queues/jobs';
import { CallFiguresService } from '../../metrics/call-figures.service';
import { recalculate } from '../analytics.jobs';
import { RecalculationErrors } from './recalculation.errors';
import { RecalculatePayload } from './recalculation.dto';
import { RecalculationOrdersRepository } from './recalculation-orders.repository';
import { WindowRepository } from './window.repository';

/** Of one owner that wait or run at a time. */
export const MOST_UNFINISHED = 10;
const RETRY_AFTER_SECONDS = 30;

/** Orders recalculations. */
@Injectable()
export class RecalculationOrders {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly orders: RecalculationOrdersRepository,
    private readonly windows: WindowRepository,
    private readonly figures: CallFiguresService,
  ) {}

  /** Throws request.invalid, analytics.too_many_recalculations. */
  async order(payload: RecalculatePayload, { userId }: Principal): Promise<JobDto> {
    const { dayCount } = await this.windows.resolve(payload);
    if (dayCount < 1) throw invalid([{ field: 'to', message: 'must lie after from' }]);
    const job = await this.database.transaction(async (tx) => {
      await this.orders.hold(tx);
      if ((await this.orders.count(tx, recalculate.type, userId)) >= MOST_UNFINISHED) {
        const detail = `${MOST_UNFINISHED} of your recalculations wait or run already.`;
        throw RecalculationErrors.tooMany.with(detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      return this.enqueue(tx, payload, userId);
    });
    return toJobDto(job);
  }

  /**
   * Orders one when the days are kept in another zone than this process is told, or calls were measured by older formulas;
   * once, however many processes ask.
   */
  async orderWhereNeeded(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { timezone, formulas } = await this.orders.hold(tx);
      const fits = timezone === this.config.get('PARLEY_TIMEZONE') && formulas >= this.figures.formulas;
      if (!fits && !(await this.orders.isOrdered(tx, recalculate.type))) await this.enqueue(tx, {}, null);
    });
  }

  private async enqueue(tx: Transaction, payload: RecalculatePayload, ownerId: string | null): Promise<JobRow> {
    const job = await this.jobs.enqueue(tx, recalculate, { payload, ownerId });
    if (job === undefined) throw new Error('A recalculation was not stored.');
    return job;
  }
}
