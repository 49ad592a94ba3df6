import { ApiProperty } from '@nestjs/swagger';
import { callValuesText } from '../../metrics/metric-registry.service';
import { CallRow } from '../call-row';
import { fromE4 } from '../e4';
import { CallStatus, callStatuses, Direction, directions } from '../entities/call.entity';
import { Trend } from '../sentiment/rolling';

export const trends = ['improving', 'declining', 'steady'] as const satisfies readonly Trend[];
const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

export class AgentRefDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'agent-17' })
  externalId!: string;

  @ApiProperty({ example: 'Maria Lopez' })
  name!: string;
}

export class CallSentimentDto {
  /** Mean score of all utterances, -1 to 1, weighted by speech time (by words when untimed); null while nothing was said. */
  @ApiProperty({ example: 0.2431, type: Number, nullable: true })
  overall!: number | null;

  /** The same over the agent's utterances. */
  @ApiProperty({ example: 0.3102, type: Number, nullable: true })
  agent!: number | null;

  /** The same over the customer's utterances. */
  @ApiProperty({ example: 0.1507, type: Number, nullable: true })
  customer!: number | null;

  /** Whether the mood rises or falls; null while nothing was said. */
  @ApiProperty({ example: 'improving', enum: trends, nullable: true })
  trend!: Trend | null;

  /**
   * How the customer's mood changed, -2 to 2: the customer's mean score in the last quarter of the call minus that in the
   * first; null while the call is live, and unless all of it is timed and the customer speaks in both quarters.
   */
  @ApiProperty({ example: 0.4021, type: Number, nullable: true })
  shift!: number | null;
}

export class CallDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'crm-2026-000123', type: String, nullable: true })
  externalId!: string | null;

  @ApiProperty({ example: 'live', enum: callStatuses })
  status!: CallStatus;

  /** Null when the source does not tell who handled the call. */
  @ApiProperty({ type: AgentRefDto, nullable: true })
  agent!: AgentRefDto | null;

  @ApiProperty({ example: '+49 30 1234567', type: String, nullable: true })
  customer!: string | null;

  @ApiProperty({ example: 'inbound', enum: directions, nullable: true })
  direction!: Direction | null;

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ example: '2026-03-01T09:36:12.000Z', type: String, format: 'date-time', nullable: true })
  endedAt!: string | null;

  /** Milliseconds: endedAt - startedAt, else the end of the last utterance; null while unknown. */
  @ApiProperty({ example: 372000, type: 'integer', nullable: true })
  durationMs!: number | null;

  @ApiProperty({ example: 'en-US', type: String, nullable: true })
  language!: string | null;

  @ApiProperty({ example: ['billing'] })
  tags!: string[];

  @ApiProperty({ example: { queue: 'sales' }, type: 'object', additionalProperties: true })
  metadata!: Record<string, unknown>;

  @ApiProperty({ type: CallSentimentDto })
  sentiment!: CallSentimentDto;

  /**
   * The numbers of the conversation by metric id, as `GET /metrics/catalog` tells them; null until the call completes.
   * `GET /calls/{id}/metrics` tells also what they are made of.
   */
  @ApiProperty({
    example: { 'talk_ratio.v1': 0.5312, 'patience_median.v1': null },
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    nullable: true,
  })
  metrics!: Record<string, number | null> | null;

  /** `api`, or the format the call was imported from. */
  @ApiProperty({ example: 'api' })
  source!: string;

  /** The call's version: 1 as it was received, one more with each correction. */
  @ApiProperty({ example: 1 })
  epoch!: number;

  /** How many utterances are stored. */
  @ApiProperty({ example: 12 })
  lastPosition!: number;

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ example: '2026-03-01T09:36:12.000Z', format: 'date-time' })
  updatedAt!: string;
}

export function toCallSentimentDto(
  row: Pick<CallRow, 'sentimentOverall' | 'sentimentAgent' | 'sentimentCustomer' | 'sentimentTrend' | 'sentimentShift'>,
): CallSentimentDto {
  return {
    overall: fromE4(row.sentimentOverall),
    agent: fromE4(row.sentimentAgent),
    customer: fromE4(row.sentimentCustomer),
    trend: row.sentimentTrend,
    shift: fromE4(row.sentimentShift),
  };
}

export function toCallDto(row: CallRow): CallDto {
  const { id, externalId, status, agent, customer, direction, durationMs, language, tags, metadata, source } = row;
  return {
    id,
    externalId,
    status,
    agent,
    customer,
    direction,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    durationMs,
    language,
    tags,
    metadata,
    sentiment: toCallSentimentDto(row),
    metrics: row.figures === null ? null : (JSON.parse(callValuesText(row.figures)) as CallDto['metrics']),
    source,
    epoch: row.epoch,
    lastPosition: row.lastPosition,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
