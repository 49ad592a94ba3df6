import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsDayOrInstant } from '../../../core/http/fields';
import { DriftDto } from './recalculation.dto';

/** Which days are compared; at most 92, the last 30 when nothing is said. */
export class ReconcileQuery {
  /** The first day, or a time on it. Left out: so that with `to` there are 30. */
  @ApiPropertyOptional({ example: '2026-03-01' })
  @IsOptional()
  @IsDayOrInstant()
  from?: string;

  /** The last day, or a time up to which days are compared that begin before. Left out: the present day. */
  @ApiPropertyOptional({ example: '2026-03-31' })
  @IsOptional()
  @IsDayOrInstant()
  to?: string;
}

export class ReconciliationDto {
  /** The first and the last of the days that were compared. */
  @ApiProperty({ example: '2026-03-01', format: 'date' })
  firstDay!: string;

  @ApiProperty({ example: '2026-03-31', format: 'date' })
  lastDay!: string;

  /** Where the days begin. */
  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  /** true: the rollups are the sums of the calls of these days, and each completed call has figures. */
  @ApiProperty({ example: true })
  agrees!: boolean;

  /** Completed calls that have no figures yet: they count nowhere. */
  @ApiProperty({ example: 0, type: 'integer', minimum: 0 })
  callsWithoutFigures!: number;

  /** Completed calls whose figures were computed by other formulas than the present ones. */
  @ApiProperty({ example: 0, type: 'integer', minimum: 0 })
  callsOfOlderFormulas!: number;

  /** Where the rollups differ from the calls. */
  @ApiProperty({ type: () => DriftDto })
  drift!: DriftDto;
}
