import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { NamedAgentDto } from './agent-performance.dto';
import { ByMetric, MetricValueDto, VALUE_EXAMPLE } from './values.dto';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

/** A call behind a number. */
@ApiExtraModels(MetricValueDto)
export class CallRowDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'crm-2026-000123', type: String, nullable: true })
  externalId!: string | null;

  @ApiProperty({ type: NamedAgentDto, nullable: true })
  agent!: NamedAgentDto | null;

  @ApiProperty({ example: '+49 30 1234567', type: String, nullable: true })
  customer!: string | null;

  @ApiProperty({ example: 'inbound', enum: ['inbound', 'outbound'], nullable: true })
  direction!: 'inbound' | 'outbound' | null;

  @ApiProperty({ example: 'completed', enum: ['live', 'completed'] })
  status!: 'live' | 'completed';

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  startedAt!: string;

  /** Milliseconds; null while unknown. */
  @ApiProperty({ example: 372000, type: 'integer', nullable: true })
  durationMs!: number | null;

  /** What the call adds to each metric: the numerators and denominators of all rows add up to those of the number. */
  @ByMetric(MetricValueDto, VALUE_EXAMPLE)
  metrics!: Record<string, MetricValueDto>;
}
