import { Injectable } from '@nestjs/common';
import { FigureSums, MetricRegistry } from '../metrics/metric-registry.service';
import { AnalyticsRepository } from './analytics.repository';
import { Summed } from './question/answer.query';
import { additiveMetric, Plan, planOf } from './question/plan';
import { Answer, Question, Values } from './question/question';

export type { Answer, AnswerRow, Dimension, Filters, Question, Source, Values } from './question/question';

/** How often the time zone of the rollups may change while a question is answered. */
const ATTEMPTS = 3;

/** The one way to numbers about many calls: every surface asks here. */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly analytics: AnalyticsRepository,
    private readonly registry: MetricRegistry,
  ) {}

  /**
   * Answers from the daily sums where they can, else from the calls of the window; the numbers are the same.
   * Throws analytics.unknown_metric, analytics.not_additive, analytics.bad_question, analytics.window_too_long.
   */
  async answer(question: Question): Promise<Answer> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const plan = planOf(question, await this.analytics.calendar(question.filters), this.registry);
      const summed = await this.analytics.sums(plan);
      if (summed.timezone === plan.calendar.rollupTimezone) return this.toAnswer(plan, summed);
    }
    throw new Error('The time zone of the rollups keeps changing.');
  }

  /** What these metrics are of no calls at all. */
  nothing(metrics: readonly string[]): Values {
    return Object.fromEntries(metrics.map((id) => [id, this.registry.evaluate(additiveMetric(id, this.registry), {})]));
  }

  private toAnswer(plan: Plan, { rows, totals }: Summed): Answer {
    const { table, question } = plan;
    return {
      source: table === 'day_rollups' || table === 'call_rollups' ? 'rollup' : 'calls',
      rows: rows.map(({ keys, sums, rank }) => ({
        keys: Object.fromEntries(question.dimensions.map((dimension, index) => [dimension, keys[index] ?? null])),
        values: this.valuesOf(plan, sums),
        rank,
      })),
      totals: { rows: totals.rows, values: this.valuesOf(plan, totals.sums) },
    };
  }

  private valuesOf({ metrics, figures }: Plan, sums: number[]): Values {
    const byFigure: FigureSums = Object.fromEntries(figures.map((name, index) => [name, sums[index]]));
    return Object.fromEntries(metrics.map((metric) => [metric.id, this.registry.evaluate(metric, byFigure)]));
  }
}
