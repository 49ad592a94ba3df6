import { applyDecorators, Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { ErrorType } from '../../../core/errors/app-error';
import { Operation } from '../../../core/http/operation.decorator';
import { UuidParam } from '../../../core/http/uuid-param';
import { AgentErrors } from '../../agents/agents.service';
import { AnalyticsErrors } from '../analytics.errors';
import {
  AgentOrderQuery,
  AgentSeriesQuery,
  DailyQuery,
  DistributionQuery,
  SummaryQuery,
} from '../dto/analytics-queries.dto';
import { RowsExportQuery } from '../dto/rows-queries.dto';
import { ExportsService } from './exports.service';

const { unknownMetric, notAdditive, badQuestion, windowTooLong, tooManyPoints } = AnalyticsErrors;
const ERRORS = [unknownMetric, notAdditive, badQuestion, windowTooLong];

/** Documents a table. */
function Exported(summary: string, table: string, errors: ErrorType[] = ERRORS): MethodDecorator {
  return applyDecorators(
    ApiProduces('text/csv'),
    Operation({
      summary,
      description:
        `${table} as CSV (RFC 4180) with a header; an unknown value is an empty cell. Cells that a spreadsheet would take ` +
        'for a formula begin with an apostrophe. The export is recorded in the audit trail before it is sent. An answer that ' +
        'breaks off is not whole: repeat it.',
      answer: { description: 'The file.', schema: { type: 'string', format: 'binary' } },
      errors,
    }),
  );
}

@ApiTags('analytics')
@Controller('analytics/export')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get('summary')
  @Allow('analytics.export')
  @Exported('Export the summary', 'What `GET /analytics/summary` answers, a line for each metric,')
  summary(@Query() query: SummaryQuery, @Caller() caller: Principal): Promise<StreamableFile> {
    return this.exports.summary(query, caller);
  }

  @Get('agents')
  @Allow('analytics.export')
  @Exported('Export the comparison of agents', 'What `GET /analytics/agents` answers, of all agents,')
  agents(@Query() query: AgentOrderQuery, @Caller() caller: Principal): Promise<StreamableFile> {
    return this.exports.agents(query, caller);
  }

  @Get('agents/:id')
  @Allow('analytics.export')
  @Exported("Export an agent's series", 'What `GET /analytics/agents/{id}` answers', [
    AgentErrors.notFound,
    tooManyPoints,
    ...ERRORS,
  ])
  agent(
    @UuidParam('id') id: string,
    @Query() query: AgentSeriesQuery,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    return this.exports.agent(id, query, caller);
  }

  @Get('daily')
  @Allow('analytics.export')
  @Exported('Export the days', 'What `GET /analytics/daily` answers', [tooManyPoints, ...ERRORS])
  daily(@Query() query: DailyQuery, @Caller() caller: Principal): Promise<StreamableFile> {
    return this.exports.daily(query, caller);
  }

  @Get('distribution')
  @Allow('analytics.export')
  @Exported('Export a histogram', 'The buckets of `GET /analytics/distribution`', [
    unknownMetric,
    notAdditive,
    windowTooLong,
  ])
  distribution(@Query() query: DistributionQuery, @Caller() caller: Principal): Promise<StreamableFile> {
    return this.exports.distribution(query, caller);
  }

  @Get('rows')
  @Allow('analytics.export')
  @Exported('Export the calls behind the numbers', 'All calls of `GET /analytics/summary/rows`, of any number,')
  rows(@Query() query: RowsExportQuery, @Caller() caller: Principal): Promise<StreamableFile> {
    return this.exports.rows(query, caller);
  }
}
