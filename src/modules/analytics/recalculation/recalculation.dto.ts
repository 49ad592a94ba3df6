import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { IsDayOrInstant } from '../../../core/http/fields';
import { RollupName, rollupNames } from './rollups.repository';

const AGENT_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

export class RecalculatePayload {
  /** Calls that began then or later, and their days; from the first call on when left out. */
  @ApiPropertyOptional({ example: '2026-03-01' })
  // Not IsOptional: null is neither.
  @ValidateIf((_, from) => from !== undefined)
  @IsDayOrInstant()
  from?: string;

  /** Calls that began before this instant, or up to the end of this day; up to the last one when left out. */
  @ApiPropertyOptional({ example: '2026-03-31' })
  @ValidateIf((_, to) => to !== undefined)
  @IsDayOrInstant()
  to?: string;

  /** true: every completed call is measured anew from its transcript; else only those that have no figures, or old ones. */
  @ApiPropertyOptional({ example: false, default: false })
  @ValidateIf((_, transcripts) => transcripts !== undefined)
  @IsBoolean()
  transcripts?: boolean = false;
}

/** A figure of a rollup that is not the sum over its calls. */
export class DifferingFigureDto {
  /** Name of the figure, such as `duration_ms`. */
  @ApiProperty({ example: 'duration_ms' })
  figure!: string;

  /** The sum that was stored; 0 where there was no row. */
  @ApiProperty({ example: 181_000, type: 'integer' })
  stored!: number;

  /** The sum over the calls. */
  @ApiProperty({ example: 180_000, type: 'integer' })
  correct!: number;
}

/** A row of a rollup that differs from its calls. */
export class DifferingKeyDto {
  /** `call_rollups` has sums by agent and direction, `day_rollups` by direction. */
  @ApiProperty({ example: 'call_rollups', enum: rollupNames })
  rollup!: RollupName;

  @ApiProperty({ example: '2026-03-01', format: 'date' })
  day!: string;

  /** Null: calls without an agent, and always in `day_rollups`. */
  @ApiProperty({ example: AGENT_EXAMPLE, type: String, format: 'uuid', nullable: true })
  agentId!: string | null;

  /** Null: calls without a direction. */
  @ApiProperty({ example: 'inbound', type: String, nullable: true })
  direction!: string | null;

  /** Which of the rows of a day and direction in `day_rollups`, over which agents are spread; null in `call_rollups`. */
  @ApiProperty({ example: null, type: 'integer', minimum: 0, maximum: 7, nullable: true })
  slot!: number | null;

  /** Those that differ. */
  @ApiProperty({ type: () => [DifferingFigureDto] })
  figures!: DifferingFigureDto[];
}

/** Where rollups differ from their calls; nothing anywhere is as it must be. */
export class DriftDto {
  /** Days with a difference. */
  @ApiProperty({ example: 1, type: 'integer', minimum: 0 })
  days!: number;

  /** Rows that differ, over both rollups. */
  @ApiProperty({ example: 1, type: 'integer', minimum: 0 })
  keys!: number;

  /** The first 100 of those rows, by day. */
  @ApiProperty({ type: () => [DifferingKeyDto] })
  items!: DifferingKeyDto[];
}

export class RecalculateResult {
  /** Where the days of the rollups begin. */
  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  /** Where they began before, when the job has moved them; else null. */
  @ApiProperty({ example: null, type: String, nullable: true })
  previousTimezone!: string | null;

  /** Calls of which the figures were computed. */
  @ApiProperty({ example: 1_250, type: 'integer', minimum: 0 })
  callsMeasured!: number;

  /** Days with completed calls that were compared. */
  @ApiProperty({ example: 365, type: 'integer', minimum: 0 })
  daysChecked!: number;

  /** What was found to differ. */
  @ApiProperty({ type: () => DriftDto })
  drift!: DriftDto;

  /** Of the rows that differed, those that are right again: all. */
  @ApiProperty({ example: 1, type: 'integer', minimum: 0 })
  keysHealed!: number;
}
