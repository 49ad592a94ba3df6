import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database/database';
import { invalid } from '../../core/errors/field-errors';
import { isUnknownTimeZone } from '../../core/errors/postgres-errors';
import { MetricRegistry } from '../metrics/metric-registry.service';
import { Distributed, distribute, Distribution } from './question/distribution.query';
import { Summed, sumFigures } from './question/answer.query';
import { calendarOf } from './question/calendar.query';
import { CostlyGate } from './question/costly.gate';
import { Calendar, isCostly, Plan } from './question/plan';
import { Filters } from './question/question';
import { Bound, Window, windowOf } from './windows/window.query';

@Injectable()
export class AnalyticsRepository {
  constructor(
    private readonly database: Database,
    private readonly registry: MetricRegistry,
    private readonly costly: CostlyGate,
  ) {}

  /** Throws request.invalid when Postgres does not know the time zone. */
  calendar(filters: Filters): Promise<Calendar> {
    return calendarOf(this.database, filters).catch(refuseUnknownZone);
  }

  /** Throws request.invalid when Postgres does not know the time zone. */
  window(from: Bound, to: Bound, timezone: string): Promise<Window> {
    return windowOf(this.database, from, to, timezone).catch(refuseUnknownZone);
  }

  /** Throws unavailable when too many costly ones are waiting. */
  sums(plan: Plan): Promise<Summed> {
    const work = () => sumFigures(this.database, plan, this.registry);
    return isCostly(plan) ? this.costly.run(work) : work();
  }

  /** Throws unavailable when too many are waiting. */
  distribution(distribution: Distribution): Promise<Distributed> {
    return this.costly.run(() => distribute(this.database, distribution, this.registry));
  }
}

function refuseUnknownZone(error: unknown): never {
  if (!isUnknownTimeZone(error)) throw error;
  throw invalid([{ field: 'timezone', message: 'is not known to the database' }]);
}
