import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min, ValidateIf } from 'class-validator';

const MAX_DAYS = 36_500;

export class CleanupPayload {
  /** true: nothing is deleted, and the result tells what would be. */
  @ApiPropertyOptional({ example: true, default: false })
  // Not IsOptional: null is neither.
  @ValidateIf((_, dryRun) => dryRun !== undefined)
  @IsBoolean()
  dryRun?: boolean = false;

  /** Calls go that began longer ago than so many days of 24 hours; CALL_RETENTION_DAYS when left out. */
  @ApiPropertyOptional({ example: 730, type: 'integer', minimum: 1, maximum: MAX_DAYS })
  @ValidateIf((_, days) => days !== undefined)
  @IsInt()
  @Min(1)
  @Max(MAX_DAYS)
  olderThanDays?: number;
}

export class CleanupResult {
  /** true: it is told what would have been deleted. */
  @ApiProperty({ example: false })
  dryRun!: boolean;

  /** Calls that began before this went; one that began at this very time stayed. */
  @ApiProperty({ example: '2025-03-02T03:00:00.250Z', format: 'date-time' })
  cutoff!: string;

  /** Calls that this job deleted; what another deleted at the same time is told by that one. */
  @ApiProperty({ example: 2_500, type: 'integer', minimum: 0 })
  calls!: number;

  /** Their utterances. */
  @ApiProperty({ example: 48_211, type: 'integer', minimum: 0 })
  utterances!: number;

  /** The documents that they were imported from. */
  @ApiProperty({ example: 120, type: 'integer', minimum: 0 })
  documents!: number;

  /** When the first of them began; null when there was none. */
  @ApiProperty({ example: '2024-02-11T08:15:30.000Z', type: String, format: 'date-time', nullable: true })
  oldest!: string | null;

  /** When the last of them began; null when there was none. */
  @ApiProperty({ example: '2025-03-01T16:44:02.000Z', type: String, format: 'date-time', nullable: true })
  newest!: string | null;
}
