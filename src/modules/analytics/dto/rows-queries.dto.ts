import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import { IsString, Length, ValidateBy } from 'class-validator';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryDecimal } from '../../../core/http/query-fields';
import { AnalyticsQuery, CallsQuery, isDay, Metrics } from './analytics-queries.dto';

const USUAL = 'those that agents are usually compared by';
const BOUND = { min: -1e9, max: 1e9, decimals: 6 };

/** The calls behind a number, all of them. */
export class RowsExportQuery extends AnalyticsQuery {
  @Metrics(USUAL)
  metrics?: string[];
}

export class RowsQuery extends IntersectionType(RowsExportQuery, PageQuery) {}

export class DayRowsQuery extends OmitType(RowsQuery, ['from', 'to'] as const) {
  /** A day of the series. */
  @ApiProperty({ example: '2026-03-01', format: 'date' })
  @ValidateBy({
    name: 'isDay',
    validator: { validate: isDay, defaultMessage: () => 'must be a day such as 2026-03-01' },
  })
  day!: string;
}

export class BucketRowsQuery extends RowsQuery {
  /** The metric of the histogram. */
  @ApiPropertyOptional({ example: 'talk_ratio.v1', default: 'duration.v1' })
  @IsString()
  @Length(1, 100)
  metric: string = 'duration.v1';

  @QueryDecimal({ ...BOUND, description: 'Calls with this value or more: `from` of a bucket.', example: 0 })
  atLeast?: number;

  @QueryDecimal({ ...BOUND, description: 'Calls with less: `to` of a bucket, but of the last.', example: 1 })
  below?: number;

  @QueryDecimal({ ...BOUND, description: 'Calls with this value or less: `to` of the last bucket.', example: 1 })
  atMost?: number;
}

class MetricsOfAgentQuery extends CallsQuery {
  @Metrics(USUAL)
  metrics?: string[];
}

export class AgentRowsQuery extends IntersectionType(MetricsOfAgentQuery, PageQuery) {}
