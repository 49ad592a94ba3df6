import { Injectable } from '@nestjs/common';
import { CursorCodec, PageOf, PageRequest, toPage } from '../../../core/database/paging';
import { invalid } from '../../../core/errors/field-errors';
import { AgentsService } from '../../agents/agents.service';
import { AdditiveMetric, FigureName, FigureSums, MetricRegistry } from '../../metrics/metric-registry.service';
import { CallRowDto } from '../dto/call-row.dto';
import { AgentRowsQuery, BucketRowsQuery, DayRowsQuery, RowsQuery } from '../dto/rows-queries.dto';
import { CostlyGate } from '../question/costly.gate';
import { additiveMetric, figuresOf, refuseLongWindow, refuseRepeated } from '../question/plan';
import { Filters } from '../question/question';
import { usualMetrics } from '../usual-metrics';
import { WindowsService } from '../windows/windows.service';
import { Between, CallRow, CallsMeant } from './rows.query';
import { RowsRepository } from './rows.repository';

/**
 * The calls behind numbers. All of it throws request.invalid, analytics.unknown_metric, analytics.not_additive,
 * analytics.bad_question, and analytics.window_too_long where calls must be searched for.
 */
@Injectable()
export class RowsService {
  constructor(
    private readonly repository: RowsRepository,
    private readonly windows: WindowsService,
    private readonly agents: AgentsService,
    private readonly registry: MetricRegistry,
    private readonly costly: CostlyGate,
  ) {}

  /** Throws paging.bad_cursor. */
  async ofSummary(query: RowsQuery): Promise<PageOf<CallRowDto>> {
    return this.page({ filters: await this.windows.filters(query) }, query);
  }

  /** Throws paging.bad_cursor. */
  async ofDay({ day, ...query }: DayRowsQuery): Promise<PageOf<CallRowDto>> {
    return this.page({ filters: await this.windows.filters({ ...query, from: day, to: day }) }, query);
  }

  /** Throws agents.not_found, paging.bad_cursor. */
  async ofAgent(id: string, query: AgentRowsQuery): Promise<PageOf<CallRowDto>> {
    await this.agents.record(id);
    return this.page({ filters: { ...(await this.windows.filters(query)), agentId: id } }, query);
  }

  /** Throws paging.bad_cursor. */
  async ofBucket(query: BucketRowsQuery): Promise<PageOf<CallRowDto>> {
    const { atLeast, below, atMost } = query;
    if (atLeast !== undefined && below !== undefined && atLeast >= below)
      throw invalid([{ field: 'below', message: 'must be greater than atLeast' }]);
    const between: Between = { metric: additiveMetric(query.metric, this.registry), atLeast, below, atMost };
    return this.page({ filters: await this.windows.filters(query), between }, query);
  }

  /** All of them, newest first, so many at a time. */
  all(filters: Filters, ids: readonly string[], atOnce: number): AsyncGenerator<CallRowDto[]> {
    refuseLongSearch({ filters });
    return this.pages(filters, this.valuing(ids), atOnce);
  }

  private async *pages(filters: Filters, { figures, toDto }: Valuing, atOnce: number): AsyncGenerator<CallRowDto[]> {
    let after: { startedAt: string; id: string } | undefined;
    do {
      const page = { filters, figures, limit: atOnce, offset: 0, after };
      const rows: CallRow[] = await this.inTurn(page, () => this.repository.page(page));
      yield rows.slice(0, atOnce).map(toDto);
      const last = rows[atOnce - 1];
      after = rows.length > atOnce && last ? { startedAt: last.startedAt.toISOString(), id: last.id } : undefined;
    } while (after !== undefined);
  }

  private async page(
    calls: CallsMeant,
    { limit, cursor, offset, metrics = [...usualMetrics] }: PageRequest & { metrics?: string[] },
  ): Promise<PageOf<CallRowDto>> {
    refuseLongSearch(calls);
    const { figures, toDto } = this.valuing(metrics);
    const codec = new CursorCodec('analytics.rows', [calls.filters, calls.between?.metric.id, calls.between]);
    const key = cursor === undefined ? undefined : (codec.decode(cursor, ['instant', 'uuid']) as [string, string]);
    const after = key && { startedAt: key[0], id: key[1] };
    const read = () =>
      Promise.all([
        this.repository.page({ ...calls, figures, limit, offset: offset ?? 0, after }),
        this.repository.count(calls),
      ]);
    const [rows, total] = await this.inTurn(calls, read);
    const cursorOf = ({ startedAt, id }: CallRow) => codec.encode([startedAt.toISOString(), id]);
    return toPage(rows, total, limit, { item: toDto, cursor: cursorOf });
  }

  private inTurn<T>(calls: CallsMeant, read: () => Promise<T>): Promise<T> {
    return whySearched(calls) === undefined ? read() : this.costly.run(read);
  }

  /** The figures that the metrics need, and how rows with them become values. */
  private valuing(ids: readonly string[]): Valuing {
    refuseRepeated(ids);
    const metrics = ids.map((id) => additiveMetric(id, this.registry));
    const figures = [...new Set(metrics.flatMap(figuresOf))];
    const toDto = ({ sums, startedAt, ...row }: CallRow): CallRowDto => {
      const byFigure: FigureSums = Object.fromEntries(figures.map((name, index) => [name, sums[index]]));
      return { ...row, startedAt: startedAt.toISOString(), metrics: this.values(metrics, byFigure) };
    };
    return { figures, toDto };
  }

  private values(metrics: AdditiveMetric[], sums: FigureSums): CallRowDto['metrics'] {
    return Object.fromEntries(metrics.map((metric) => [metric.id, this.registry.evaluate(metric, sums)]));
  }
}

interface Valuing {
  figures: FigureName[];
  toDto: (row: CallRow) => CallRowDto;
}

/** Why calls are gone through that are not meant: no index leads to those that are. Undefined when it does. */
function whySearched({ filters, between }: CallsMeant): string | undefined {
  if (between !== undefined) return 'Values of single calls are not in the daily sums';
  return filters.tag === undefined ? undefined : 'Tags are not in the daily sums';
}

function refuseLongSearch(calls: CallsMeant): void {
  const obstacle = whySearched(calls);
  if (obstacle !== undefined) refuseLongWindow(calls.filters, obstacle);
}
