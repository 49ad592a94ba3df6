import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';
import { invalid } from '../../../core/errors/field-errors';
import { CallFiguresService } from '../../metrics/call-figures.service';
import { MOST_TOLD } from './drift';
import { ReconcileQuery, ReconciliationDto } from './reconcile.dto';
import { RollupsRepository } from './rollups.repository';
import { WindowRepository } from './window.repository';

/** What one comparison reads of the calls is bounded by days. */
const MOST_DAYS = 92;

/** Compares the rollups with the calls, and changes nothing. */
@Injectable()
export class ReconcileService {
  constructor(
    private readonly database: Database,
    private readonly rollups: RollupsRepository,
    private readonly windows: WindowRepository,
    private readonly figures: CallFiguresService,
  ) {}

  /** Throws request.invalid. */
  async reconcile(query: ReconcileQuery): Promise<ReconciliationDto> {
    const window = await this.windows.resolveRecent(query);
    const { days, dayCount } = window;
    if (dayCount < 1) throw invalid([{ field: 'to', message: 'must lie after from' }]);
    if (dayCount > MOST_DAYS)
      throw invalid([{ field: 'to', message: `must lie at most ${MOST_DAYS} days after from` }]);
    const [{ timezone }, drift, { missing, outdated }] = await Promise.all([
      this.rollups.state(this.database),
      this.rollups.drift(days, MOST_TOLD, this.database),
      this.windows.unmeasured(window, this.figures.formulas),
    ]);
    return {
      ...{ firstDay: days.first, lastDay: days.last, timezone, agrees: drift.keys === 0 && missing === 0 },
      ...{ callsWithoutFigures: missing, callsOfOlderFormulas: outdated, drift },
    };
  }
}
