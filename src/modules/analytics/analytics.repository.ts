import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database/database';
import { MetricRegistry } from '../metrics/metric-registry.service';
import { Summed, sumFigures } from './question/answer.query';
import { calendarOf } from './question/calendar.query';
import { Calendar, Plan } from './question/plan';
import { Filters } from './question/question';

@Injectable()
export class AnalyticsRepository {
  constructor(
    private readonly database: Database,
    private readonly registry: MetricRegistry,
  ) {}

  calendar(filters: Filters): Promise<Calendar> {
    return calendarOf(this.database, filters);
  }

  sums(plan: Plan): Promise<Summed> {
    return sumFigures(this.database, plan, this.registry);
  }
}
