import { Injectable } from '@nestjs/common';
import { MetricRegistry } from '../metrics/metric-registry.service';
import { AgentErrors, AgentRecord, AgentsService } from '../agents/agents.service';
import { AnalyticsErrors } from './analytics.errors';
import { AnalyticsService } from './analytics.service';
import { AgentPerformanceDto, AgentsPerformanceDto } from './dto/agent-performance.dto';
import { AgentPerformanceQuery, AgentSeriesQuery, DailyQuery, SummaryQuery } from './dto/analytics-queries.dto';
import { AgentSeriesDto, SeriesDto } from './dto/series.dto';
import { SummaryDto } from './dto/summary.dto';
import { AnsweredDto, ComparedValueDto } from './dto/values.dto';
import { Answer, AnswerRow, Filters, Values } from './question/question';
import { round } from './round';
import { usualMetrics } from './usual-metrics';
import { Interval, periodsOf } from './windows/periods';
import { WindowsService } from './windows/windows.service';

/** Numbers as screens show them. All of it throws request.invalid and what `AnalyticsService.answer` throws. */
@Injectable()
export class PerformanceService {
  constructor(
    private readonly analytics: AnalyticsService,
    private readonly windows: WindowsService,
    private readonly agents: AgentsService,
    private readonly registry: MetricRegistry,
  ) {}

  async summary(query: SummaryQuery): Promise<SummaryDto> {
    const filters = await this.windows.filters(query);
    const before = await this.windows.previous(filters);
    const metrics = query.metrics ?? this.registry.additive.map(({ id }) => id);
    const [answer, previous] = await Promise.all(
      [filters, before].map((asked) => this.analytics.answer({ metrics, dimensions: [], filters: asked })),
    );
    if (answer === undefined || previous === undefined) throw new Error('Nothing was answered.');
    return {
      ...answered(filters, answer),
      metrics: this.compared(answer.totals.values, previous.totals.values),
      previous: answered(before, previous),
    };
  }

  async byAgent(query: AgentPerformanceQuery): Promise<AgentsPerformanceDto> {
    const { metrics = usualMetrics, limit, offset } = query;
    const sort = query.sort ?? `-${metrics[0]}`;
    const order = { by: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
    if (!metrics.includes(order.by))
      throw AnalyticsErrors.badQuestion.with(
        `The order is by ${JSON.stringify(order.by)}, which is no metric asked for.`,
      );
    const filters = { ...(await this.windows.filters(query)), withAgent: true };
    const answer = await this.analytics.answer({ metrics, dimensions: ['agent'], filters, order, limit, offset });
    const items = await this.withNames(answer.rows);
    const { rows: agents, values } = answer.totals;
    return { ...answered(filters, answer), sort, items, total: agents, team: { agents, metrics: values } };
  }

  /** Throws agents.not_found. */
  async ofAgent(id: string, query: AgentSeriesQuery): Promise<AgentSeriesDto> {
    const agent = await this.agents.record(id);
    const filters = { ...(await this.windows.filters(query)), agentId: id };
    return { ...(await this.series(filters, query.metrics, query.interval)), agent };
  }

  /** Throws analytics.too_many_points. */
  async daily(query: DailyQuery): Promise<SeriesDto> {
    return this.series(await this.windows.filters(query), query.metrics, 'day');
  }

  private async series(filters: Filters, metrics = usualMetrics, interval: Interval): Promise<SeriesDto> {
    const { firstDay, lastDay } = await this.windows.days(filters);
    const dates = periodsOf(firstDay, lastDay, interval);
    const answer = await this.analytics.answer({ metrics, dimensions: [interval], filters });
    const found = new Map(answer.rows.map(({ keys, values }) => [keys[interval], values]));
    const nothing = this.analytics.nothing(metrics);
    return {
      ...answered(filters, answer),
      interval,
      items: dates.map((date) => ({ date, metrics: found.get(date) ?? nothing })),
      totals: answer.totals.values,
    };
  }

  /** An agent cannot be deleted, so each has a name. */
  private async withNames(rows: AnswerRow[]): Promise<AgentPerformanceDto[]> {
    const ids = rows.map(({ keys }) => keys.agent ?? '');
    const byId = new Map((await this.agents.records(ids)).map((agent) => [agent.id, agent]));
    return rows.map(({ keys, values, rank }) => ({ agent: named(byId, keys.agent ?? ''), rank, metrics: values }));
  }

  private compared(values: Values, before: Values): Record<string, ComparedValueDto> {
    const entries = Object.entries(values).map(([id, value]) => {
      const previous = before[id]?.value ?? null;
      const change = value.value === null || previous === null ? null : this.difference(id, value.value, previous);
      return [id, { ...value, previous, change }] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Both are rounded to the metric's decimals, and so is what lies between them. */
  private difference(id: string, value: number, previous: number): number {
    return round(value - previous, this.registry.find(id)?.decimals ?? 0);
  }
}

export function answered({ from, to, timezone }: Filters, { source }: Pick<Answer, 'source'>): AnsweredDto {
  return { from: from.toISOString(), to: to.toISOString(), timezone, source };
}

function named(byId: Map<string, AgentRecord>, id: string): AgentRecord {
  const agent = byId.get(id);
  if (agent === undefined) throw AgentErrors.notFound.with(`There is no agent ${id} any more.`);
  return agent;
}
