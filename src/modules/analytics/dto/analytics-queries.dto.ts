import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsOptional, IsString, Length, ValidateBy } from 'class-validator';
import { isTimeZone } from '../../../core/config/time-zone';
import { isInstant, IsStorableText } from '../../../core/http/fields';
import { QueryChoice, QueryDecimal, QueryInteger } from '../../../core/http/query-fields';
import { MAX_BUCKETS, MAX_METRICS } from '../limits';
import { Interval, intervals } from '../windows/periods';

const directions = ['inbound', 'outbound'] as const;
const statuses = ['live', 'completed'] as const;

export function isDay(value: unknown): value is string {
  return typeof value === 'string' && value.length === 10 && isInstant(`${value}T00:00Z`);
}

function IsDayOrInstant(): PropertyDecorator {
  const validate = (value: unknown) => isDay(value) || isInstant(value);
  const defaultMessage = () =>
    'must be a day such as 2026-03-01, or an ISO 8601 time with a zone such as 2026-03-01T09:30:00Z, from 1970 to 2099';
  return ValidateBy({ name: 'isDayOrInstant', validator: { validate, defaultMessage } });
}

function IsTimeZone(): PropertyDecorator {
  const defaultMessage = () => 'must be an IANA time zone such as Europe/Berlin';
  return ValidateBy({ name: 'isTimeZone', validator: { validate: isTimeZone, defaultMessage } });
}

/** Comma-separated ids of metrics. */
export function Metrics(usual: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      example: 'calls.v1,talk_ratio.v1',
      description: `Ids from \`GET /metrics/catalog\`, separated by commas. When left out: ${usual}.`,
    }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value)),
    IsArray({ message: 'must be ids separated by commas' }),
    ArrayNotEmpty(),
    ArrayMaxSize(MAX_METRICS),
    IsString({ each: true }),
    Length(1, 100, { each: true }),
  );
}

/** Which time is meant. */
export class WindowQuery {
  /** Calls that began at this time or later: a day of the time zone, or an instant. When left out: 30 days before the end. */
  @ApiPropertyOptional({ example: '2026-03-01' })
  @IsOptional()
  @IsDayOrInstant()
  from?: string;

  /** Calls that began before this instant, or up to the end of this day. When left out: up to the end of today. */
  @ApiPropertyOptional({ example: '2026-03-31' })
  @IsOptional()
  @IsDayOrInstant()
  to?: string;

  /** IANA name of the zone whose days are meant; when left out, that of the installation. */
  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  @IsOptional()
  @IsTimeZone()
  timezone?: string;
}

/** Which calls are meant, but for their agent. */
export class CallsQuery extends WindowQuery {
  /** A tag that the calls have. */
  @ApiPropertyOptional({ example: 'billing' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 64)
  tag?: string;

  @QueryChoice(directions, { description: 'Who called whom.', example: 'inbound' })
  direction?: (typeof directions)[number];

  @QueryChoice(statuses, {
    description: 'Of live calls nothing but their number is known. When left out: completed ones.',
    example: 'completed',
  })
  status?: (typeof statuses)[number];
}

/** Which calls are meant. */
export class AnalyticsQuery extends CallsQuery {
  /** The agent's id, or the sender's own id of the agent; one that is not known has no calls. */
  @ApiPropertyOptional({ example: 'agent-17' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  agent?: string;
}

export class SummaryQuery extends AnalyticsQuery {
  @Metrics('all that can be asked of many calls')
  metrics?: string[];
}

export class AgentOrderQuery extends AnalyticsQuery {
  @Metrics('those that agents are usually compared by')
  metrics?: string[];

  /** One of the metrics; behind a minus the greatest first. Agents without a value come last. When left out: the first metric, greatest first. */
  @ApiPropertyOptional({ example: '-calls.v1' })
  @IsOptional()
  @IsString()
  @Length(1, 101)
  sort?: string;
}

export class AgentPerformanceQuery extends AgentOrderQuery {
  @QueryInteger({ min: 1, max: 200, default: 50, description: 'Most agents on the page.' })
  limit: number = 50;

  @QueryInteger({ min: 0, max: 10_000, default: 0, description: 'Agents to skip.' })
  offset: number = 0;
}

export class DailyQuery extends AnalyticsQuery {
  @Metrics('those that agents are usually compared by')
  metrics?: string[];
}

export class AgentSeriesQuery extends CallsQuery {
  @Metrics('those that agents are usually compared by')
  metrics?: string[];

  @QueryChoice(intervals, {
    description: 'How long each point of the series is; weeks begin on Monday.',
    example: 'day',
  })
  interval: Interval = 'day';
}

export class DistributionQuery extends AnalyticsQuery {
  /** Any metric that can be asked of many calls; here it is taken of each call. */
  @ApiPropertyOptional({ example: 'talk_ratio.v1', default: 'duration.v1' })
  @IsString()
  @Length(1, 100)
  metric: string = 'duration.v1';

  @QueryInteger({ min: 1, max: MAX_BUCKETS, default: 20, description: 'How many buckets of equal width.' })
  buckets: number = 20;

  @QueryDecimal({ min: -1e9, max: 1e9, description: 'Where the first bucket begins; the least value when left out.' })
  min?: number;

  @QueryDecimal({
    min: -1e9,
    max: 1e9,
    description: 'Where the last bucket ends; the greatest value when left out.',
    example: 1,
  })
  max?: number;
}
