import { ApiProperty } from '@nestjs/swagger';
import { Interval, intervals } from '../windows/periods';
import { NamedAgentDto } from './agent-performance.dto';
import { AnsweredDto, ByMetric, MetricValueDto, VALUE_EXAMPLE } from './values.dto';

export class PointDto {
  /** The first day of the day, week (a Monday) or month; the first and the last point may hold only a part of it. */
  @ApiProperty({ example: '2026-03-01', format: 'date' })
  date!: string;

  @ByMetric(MetricValueDto, VALUE_EXAMPLE)
  metrics!: Record<string, MetricValueDto>;
}

export class SeriesDto extends AnsweredDto {
  @ApiProperty({ example: 'day', enum: intervals })
  interval!: Interval;

  /** One for each interval, without calls as well: then totals are 0 and other values null. */
  @ApiProperty({ type: [PointDto] })
  items!: PointDto[];

  /** Over all calls of the time. */
  @ByMetric(MetricValueDto, VALUE_EXAMPLE)
  totals!: Record<string, MetricValueDto>;
}

export class AgentSeriesDto extends SeriesDto {
  @ApiProperty({ type: () => NamedAgentDto })
  agent!: NamedAgentDto;
}
