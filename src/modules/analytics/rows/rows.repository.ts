import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';
import { MetricRegistry } from '../../metrics/metric-registry.service';
import { CallRow, callRows, CallsMeant, countRows, RowsPage } from './rows.query';

@Injectable()
export class RowsRepository {
  constructor(
    private readonly database: Database,
    private readonly registry: MetricRegistry,
  ) {}

  /** Newest first, and one more than asked for, if there is one. */
  page(page: RowsPage): Promise<CallRow[]> {
    return callRows(this.database, page, this.registry);
  }

  /** Up to one past the cap of totals. */
  count(calls: CallsMeant): Promise<number> {
    return countRows(this.database, calls, this.registry);
  }
}
