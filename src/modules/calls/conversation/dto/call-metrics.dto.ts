import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { QueryBoolean } from '../../../../core/http/query-fields';
import { CallMetricValue, Speaker, speakers, Unit, units } from '../../../metrics/metric-registry.service';
import { trends } from '../../dto/call.dto';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const QUARTER = { type: Number, nullable: true, isArray: true, minItems: 4, maxItems: 4 } as const;

export class CallMetricsQuery {
  @QueryBoolean({ description: 'Whether to add what each metric was made of.', example: true })
  explain?: boolean;
}

/** -1 to 1 in each quarter of the call; null where that side does not speak. */
export class QuarterScoresDto {
  @ApiProperty({ example: [0.1021, null, -0.2, 0.3112], ...QUARTER })
  agent!: (number | null)[];

  @ApiProperty({ example: [-0.4, -0.1254, 0.2, 0.51], ...QUARTER })
  customer!: (number | null)[];
}

export class AwsQuarterDto {
  /** Milliseconds from the call's start. */
  @ApiProperty({ example: 0, type: 'integer' })
  beginMs!: number;

  @ApiProperty({ example: 93_000, type: 'integer' })
  endMs!: number;

  /** -5 to 5; null when no turn begins in it. */
  @ApiProperty({ example: 2.5, type: Number, nullable: true })
  score!: number | null;
}

export class AwsSideDto {
  /** -5 to 5. */
  @ApiProperty({ example: 1.7 })
  overall!: number;

  @ApiProperty({ type: [AwsQuarterDto], minItems: 4, maxItems: 4 })
  quarters!: AwsQuarterDto[];
}

export class AwsSidesDto {
  /** Null when that side says nothing. */
  @ApiProperty({ type: AwsSideDto, nullable: true })
  agent!: AwsSideDto | null;

  @ApiProperty({ type: AwsSideDto, nullable: true })
  customer!: AwsSideDto | null;
}

export const labelSources = ['source', 'parley'] as const;

/** Sentiment as AWS Contact Lens counts it. */
export class AwsSentimentDto {
  /** Whose labels were counted: the source's when it labels every turn, else Parley's. */
  @ApiProperty({ example: 'parley', enum: labelSources })
  labels!: (typeof labelSources)[number];

  @ApiProperty({ type: AwsSidesDto })
  sides!: AwsSidesDto;
}

/** A stretch of the call that makes a part of a metric. */
export class EvidenceDto {
  /** Milliseconds from the call's start; null for what is not timed. */
  @ApiProperty({ example: 5_400, type: 'integer', nullable: true })
  startMs!: number | null;

  @ApiProperty({ example: 7_200, type: 'integer', nullable: true })
  endMs!: number | null;

  @ApiProperty({ example: 'agent', enum: speakers, nullable: true })
  speaker!: Speaker | null;

  /** The utterances that it comes from; of very many the first ones. */
  @ApiProperty({ example: [3], type: 'integer', isArray: true })
  seqs!: number[];

  /** What it adds to the numerator. */
  @ApiProperty({ example: 1_800 })
  amount!: number;
}

@ApiExtraModels(QuarterScoresDto, AwsSentimentDto)
export class CallMetricDto {
  /**
   * A number, but `improving`, `declining` or `steady` of `sentiment_trend.v1`, and scores by quarter of the two
   * `sentiment_quarters`; null when it is unknown.
   */
  @ApiProperty({
    example: 0.5312,
    nullable: true,
    oneOf: [
      { type: 'number' },
      { type: 'string', enum: [...trends] },
      { $ref: getSchemaPath(QuarterScoresDto) },
      { $ref: getSchemaPath(AwsSentimentDto) },
    ],
  })
  value!: CallMetricValue['value'];

  @ApiProperty({ example: 'ratio', enum: units })
  unit!: Unit;

  /** Whose it is; null: the whole call's. */
  @ApiProperty({ example: 'agent', enum: speakers, nullable: true })
  speaker!: Speaker | null;

  /** Sum of figures that the value is made from; null for what is of single calls only. */
  @ApiProperty({ example: 85_000, type: Number, nullable: true })
  numerator!: number | null;

  /** What it is divided by; null where nothing is divided. */
  @ApiProperty({ example: 160_000, type: Number, nullable: true })
  denominator!: number | null;

  /** Limits that decided what counts, by name, in the unit that the name ends on. */
  @ApiProperty({ example: { bridgedGapMs: 2_000 }, type: 'object', additionalProperties: { type: 'number' } })
  thresholds!: Record<string, number>;

  /** With `explain`: the figures of the call that the numerator and the denominator add up. */
  @ApiPropertyOptional({
    example: { agent_ms: 85_000, customer_ms: 75_000 },
    type: 'object',
    additionalProperties: { type: 'number' },
  })
  inputs?: Record<string, number>;

  /** With `explain`: the stretches that make the numerator, in order; null where there is nothing to point at. */
  @ApiPropertyOptional({ type: [EvidenceDto], nullable: true })
  evidence?: EvidenceDto[] | null;

  /** With `explain`: how many there are; of more than 200 only the first 200 are told. */
  @ApiPropertyOptional({ example: 1, type: 'integer' })
  evidenceTotal?: number;
}

@ApiExtraModels(CallMetricDto)
export class CallMetricsDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  callId!: string;

  /** The version of the call that was counted. */
  @ApiProperty({ example: 1 })
  epoch!: number;

  /** The version of the formulas that counted. */
  @ApiProperty({ example: 1 })
  formulas!: number;

  /** By metric id: every one that `GET /metrics/catalog` tells. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(CallMetricDto) } })
  metrics!: Record<string, CallMetricDto>;
}
