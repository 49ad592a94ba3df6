import { Injectable } from '@nestjs/common';
import { MetricRegistry } from '../../metrics/metric-registry.service';
import { AnalyticsService, AnswerRow, Values } from '../analytics.service';
import { ReportContent, ReportRow, ReportValues } from './report-content';
import { ReportKind, reportShapes } from './report-kinds';
import { ReportDays, ReportsRepository } from './reports.repository';

/** What stands in a report is bounded, however many agents there are: those with the most calls. */
const MOST_ROWS = 5_000;
const DAY_MS = 86_400_000;

/** Asks for the numbers of a report: every metric that can be asked of many calls. */
@Injectable()
export class ReportMaking {
  constructor(
    private readonly analytics: AnalyticsService,
    private readonly registry: MetricRegistry,
    private readonly reports: ReportsRepository,
  ) {}

  async make(kind: ReportKind, days: ReportDays, timezone: string): Promise<ReportContent> {
    const { by } = reportShapes[kind];
    const answer = await this.analytics.answer({
      metrics: this.registry.additive.map(({ id }) => id),
      dimensions: [by],
      filters: { from: days.from, to: days.to, timezone },
      order: by === 'day' ? { by: 'day', descending: false } : { by: 'calls.v1', descending: true },
      limit: MOST_ROWS,
    });
    const columns = this.registry.additive.map(({ id, title, unit }) => ({ metric: id, title, unit }));
    const rows = by === 'day' ? this.byDay(answer.rows, days) : await this.byAgent(answer.rows);
    return { columns, rows, totals: toValues(answer.totals.values) };
  }

  /** Every day, also those without calls. */
  private byDay(rows: AnswerRow[], { firstDay, lastDay }: ReportDays): ReportRow[] {
    const nothing = this.registry.additive.map((metric) => [metric.id, this.registry.evaluate(metric, {}).value]);
    return daysBetween(firstDay, lastDay).map((day) => {
      const row = rows.find(({ keys }) => keys.day === day);
      const values = row === undefined ? (Object.fromEntries(nothing) as ReportValues) : toValues(row.values);
      return { day, agentId: null, agentName: null, values };
    });
  }

  private async byAgent(rows: AnswerRow[]): Promise<ReportRow[]> {
    const names = await this.reports.agentNames(rows.flatMap(({ keys }) => keys.agent ?? []));
    return rows.map(({ keys: { agent = null }, values }) => {
      const agentName = agent === null ? null : (names.get(agent) ?? null);
      return { day: null, agentId: agent, agentName, values: toValues(values) };
    });
  }
}

function toValues(values: Values): ReportValues {
  return Object.fromEntries(Object.entries(values).map(([id, { value }]) => [id, value]));
}

function daysBetween(first: string, last: string): string[] {
  const [from, to] = [Date.parse(`${first}T00:00:00Z`), Date.parse(`${last}T00:00:00Z`)];
  return Array.from({ length: (to - from) / DAY_MS + 1 }, (_, n) =>
    new Date(from + n * DAY_MS).toISOString().slice(0, 10),
  );
}
