import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../core/access/decorators';
import { PageOf } from '../../../core/database/paging';
import { CoreErrors } from '../../../core/errors/core-errors';
import { Operation } from '../../../core/http/operation.decorator';
import { pageOf } from '../../../core/http/page-query.dto';
import { UuidParam } from '../../../core/http/uuid-param';
import { AgentErrors } from '../../agents/agents.service';
import { AnalyticsErrors } from '../analytics.errors';
import { CallRowDto } from '../dto/call-row.dto';
import { AgentRowsQuery, BucketRowsQuery, DayRowsQuery, RowsQuery } from '../dto/rows-queries.dto';
import { MAX_DAYS_OF_CALLS } from '../limits';
import { RowsService } from './rows.service';

const { unknownMetric, notAdditive, badQuestion, windowTooLong } = AnalyticsErrors;
const ERRORS = [unknownMetric, notAdditive, badQuestion, windowTooLong, CoreErrors.badCursor];
const ADDS_UP =
  `Newest first, with what each adds to the metrics: the numerators and denominators of all of them add up to those of ` +
  `the number. By tag at most ${MAX_DAYS_OF_CALLS} days are looked through.`;

@ApiTags('analytics')
@Controller('analytics')
export class RowsController {
  constructor(private readonly rows: RowsService) {}

  @Get('summary/rows')
  @Allow('analytics.read')
  @Operation({
    summary: 'List the calls behind the summary',
    description: `The calls that \`GET /analytics/summary\` counts, by the same filters. ${ADDS_UP}`,
    ok: pageOf(CallRowDto),
    errors: ERRORS,
  })
  ofSummary(@Query() query: RowsQuery): Promise<PageOf<CallRowDto>> {
    return this.rows.ofSummary(query);
  }

  @Get('daily/rows')
  @Allow('analytics.read')
  @Operation({
    summary: 'List the calls behind a day',
    description: `The calls that \`GET /analytics/daily\` counts on a day. ${ADDS_UP}`,
    ok: pageOf(CallRowDto),
    errors: ERRORS,
  })
  ofDay(@Query() query: DayRowsQuery): Promise<PageOf<CallRowDto>> {
    return this.rows.ofDay(query);
  }

  @Get('distribution/rows')
  @Allow('analytics.read')
  @Operation({
    summary: 'List the calls of a bucket',
    description: `The calls whose value of a metric lies between the bounds; those without a value are left out. ${ADDS_UP}`,
    ok: pageOf(CallRowDto),
    errors: ERRORS,
  })
  ofBucket(@Query() query: BucketRowsQuery): Promise<PageOf<CallRowDto>> {
    return this.rows.ofBucket(query);
  }

  @Get('agents/:id/rows')
  @Allow('analytics.read')
  @Operation({
    summary: "List the calls behind an agent's numbers",
    description: `The calls that \`GET /analytics/agents\` counts for the agent, by the same filters. ${ADDS_UP}`,
    ok: pageOf(CallRowDto),
    errors: [AgentErrors.notFound, ...ERRORS],
  })
  ofAgent(@UuidParam('id') id: string, @Query() query: AgentRowsQuery): Promise<PageOf<CallRowDto>> {
    return this.rows.ofAgent(id, query);
  }
}
