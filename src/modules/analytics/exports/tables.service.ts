import { Injectable } from '@nestjs/common';
import { Cell } from '../../../core/http/csv';
import { MetricRegistry, Value } from '../../metrics/metric-registry.service';
import { DistributionService } from '../distribution.service';
import {
  AgentOrderQuery,
  AgentSeriesQuery,
  DailyQuery,
  DistributionQuery,
  SummaryQuery,
} from '../dto/analytics-queries.dto';
import { CallRowDto } from '../dto/call-row.dto';
import { RowsExportQuery } from '../dto/rows-queries.dto';
import { SeriesDto } from '../dto/series.dto';
import { PerformanceService } from '../performance.service';
import { RowsService } from '../rows/rows.service';
import { usualMetrics } from '../usual-metrics';
import { WindowsService } from '../windows/windows.service';
import { Table } from './table';

/** Rows of an export that are in memory at a time. */
const AT_ONCE = 1_000;
const ALL_AGENTS = 1_000_000;

/** Every answer of analytics as a table; the values are those of the answers. All throws what those throw. */
@Injectable()
export class TablesService {
  constructor(
    private readonly performance: PerformanceService,
    private readonly distributions: DistributionService,
    private readonly rows: RowsService,
    private readonly windows: WindowsService,
    private readonly registry: MetricRegistry,
  ) {}

  async summary(query: SummaryQuery): Promise<Table> {
    const { metrics } = await this.performance.summary(query);
    const rows = Object.entries(metrics).map(([id, { value, numerator, denominator, previous, change }]): Cell[] => {
      const { title, unit } = this.registry.find(id) ?? { title: '', unit: '' };
      return [id, title, unit, value, numerator, denominator, previous, change];
    });
    const columns = ['metric', 'title', 'unit', 'value', 'numerator', 'denominator', 'previous', 'change'];
    return { name: 'summary', columns, rows: [rows] };
  }

  async agents(query: AgentOrderQuery): Promise<Table> {
    const metrics = query.metrics ?? usualMetrics;
    const { items } = await this.performance.byAgent({ ...query, limit: ALL_AGENTS, offset: 0 });
    const rows = items.map(({ agent, rank, metrics: values }): Cell[] => {
      return [agent.id, agent.externalId, agent.name, rank, ...cellsOf(metrics, values)];
    });
    return { name: 'agents', columns: ['agentId', 'agentExternalId', 'agentName', 'rank', ...metrics], rows: [rows] };
  }

  async agent(id: string, query: AgentSeriesQuery): Promise<Table> {
    return series('agent', await this.performance.ofAgent(id, query), query.metrics ?? usualMetrics);
  }

  async daily(query: DailyQuery): Promise<Table> {
    return series('daily', await this.performance.daily(query), query.metrics ?? usualMetrics);
  }

  async distribution(query: DistributionQuery): Promise<Table> {
    const { metric, buckets } = await this.distributions.distribution(query);
    const rows = buckets.map(({ from, to, calls }): Cell[] => [metric, from, to, calls]);
    return { name: 'distribution', columns: ['metric', 'from', 'to', 'calls'], rows: [rows] };
  }

  async calls(query: RowsExportQuery): Promise<Table> {
    const metrics = query.metrics ?? usualMetrics;
    const pages = this.rows.all(await this.windows.filters(query), metrics, AT_ONCE);
    const columns = [
      ...['callId', 'externalId', 'agentId', 'agentName', 'customer', 'direction', 'status', 'startedAt', 'durationMs'],
      ...metrics,
    ];
    return { name: 'rows', columns, rows: mapped(pages, (row) => callCells(row, metrics)) };
  }
}

function series(name: string, { interval, items }: SeriesDto, metrics: readonly string[]): Table {
  const rows = items.map(({ date, metrics: values }): Cell[] => [date, ...cellsOf(metrics, values)]);
  return { name, columns: [interval, ...metrics], rows: [rows] };
}

function callCells(row: CallRowDto, metrics: readonly string[]): Cell[] {
  const { id, externalId, agent, customer, direction, status, startedAt, durationMs } = row;
  return [
    ...[id, externalId, agent?.id ?? null, agent?.name ?? null, customer, direction, status, startedAt, durationMs],
    ...cellsOf(metrics, row.metrics),
  ];
}

function cellsOf(metrics: readonly string[], values: Record<string, Pick<Value, 'value'>>): Cell[] {
  return metrics.map((id) => values[id]?.value ?? null);
}

async function* mapped<T>(pages: AsyncIterable<T[]>, map: (row: T) => Cell[]): AsyncGenerator<Cell[][]> {
  for await (const page of pages) yield page.map(map);
}
