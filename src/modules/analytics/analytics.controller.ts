import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../core/access/decorators';
import { Operation } from '../../core/http/operation.decorator';
import { UuidParam } from '../../core/http/uuid-param';
import { AgentErrors } from '../agents/agents.service';
import { AnalyticsErrors } from './analytics.errors';
import { DistributionService } from './distribution.service';
import { AgentsPerformanceDto } from './dto/agent-performance.dto';
import {
  AgentPerformanceQuery,
  AgentSeriesQuery,
  DailyQuery,
  DistributionQuery,
  SummaryQuery,
} from './dto/analytics-queries.dto';
import { DistributionDto } from './dto/distribution.dto';
import { AgentSeriesDto, SeriesDto } from './dto/series.dto';
import { SummaryDto } from './dto/summary.dto';
import { MAX_DAYS_OF_CALLS, MAX_POINTS } from './limits';
import { PerformanceService } from './performance.service';

const { unknownMetric, notAdditive, badQuestion, windowTooLong, tooManyPoints } = AnalyticsErrors;
const ERRORS = [unknownMetric, notAdditive, badQuestion, windowTooLong];
const WHICH_CALLS =
  `Completed calls are counted, by when they began; whole days in the time zone of the installation are read from daily ` +
  `sums, however many. With a tag, a status, another zone or parts of days the calls themselves are read, of at most ` +
  `${MAX_DAYS_OF_CALLS} days; \`source\` says which it was, and the numbers are the same.`;

@ApiTags('analytics')
@Controller('analytics')
export class AnalyticsController {
  constructor(
    private readonly performance: PerformanceService,
    private readonly distributions: DistributionService,
  ) {}

  @Get('summary')
  @Allow('analytics.read')
  @Operation({
    summary: 'Summarise calls',
    description: `Every metric over all calls of some time, beside the time of the same length before. ${WHICH_CALLS}`,
    ok: SummaryDto,
    errors: ERRORS,
  })
  summary(@Query() query: SummaryQuery): Promise<SummaryDto> {
    return this.performance.summary(query);
  }

  @Get('agents')
  @Allow('analytics.read')
  @Operation({
    summary: 'Compare agents',
    description: `One row for each agent with calls, ordered by any of the metrics, with the whole team's values. ${WHICH_CALLS}`,
    ok: AgentsPerformanceDto,
    errors: ERRORS,
  })
  agents(@Query() query: AgentPerformanceQuery): Promise<AgentsPerformanceDto> {
    return this.performance.byAgent(query);
  }

  @Get('agents/:id')
  @Allow('analytics.read')
  @Operation({
    summary: 'Follow an agent',
    description:
      `An agent's metrics by day, week or month, at most ${MAX_POINTS} of them; those without calls are there too. ` +
      WHICH_CALLS,
    ok: AgentSeriesDto,
    errors: [AgentErrors.notFound, tooManyPoints, ...ERRORS],
  })
  agent(@UuidParam('id') id: string, @Query() query: AgentSeriesQuery): Promise<AgentSeriesDto> {
    return this.performance.ofAgent(id, query);
  }

  @Get('daily')
  @Allow('analytics.read')
  @Operation({
    summary: 'Follow all calls by day',
    description: `Metrics of each day, at most ${MAX_POINTS} days; those without calls are there too. ${WHICH_CALLS}`,
    ok: SeriesDto,
    errors: [tooManyPoints, ...ERRORS],
  })
  daily(@Query() query: DailyQuery): Promise<SeriesDto> {
    return this.performance.daily(query);
  }

  @Get('distribution')
  @Allow('analytics.read')
  @Operation({
    summary: 'See how a metric is spread',
    description:
      `A histogram of a metric's values in single calls, with percentiles. Always read from the calls, of at most ` +
      `${MAX_DAYS_OF_CALLS} days. Each value is that of \`GET /calls/{id}/metrics\`.`,
    ok: DistributionDto,
    errors: [unknownMetric, notAdditive, windowTooLong],
  })
  distribution(@Query() query: DistributionQuery): Promise<DistributionDto> {
    return this.distributions.distribution(query);
  }
}
