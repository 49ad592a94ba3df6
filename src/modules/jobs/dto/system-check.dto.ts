import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class SystemCheckPayload {
  /** Through how many steps the job goes; it tells its progress after each. */
  @ApiPropertyOptional({ example: 5, type: 'integer', minimum: 0, maximum: 600, default: 5 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(600)
  steps: number = 5;

  /** How long each step takes, in ms. */
  @ApiPropertyOptional({ example: 100, type: 'integer', minimum: 0, maximum: 1_000, default: 100 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000)
  stepMs: number = 100;
}

export class SystemCheckResult {
  @ApiProperty({ example: 5, type: 'integer' })
  steps!: number;

  /** From when the job could be run until it was, in ms. */
  @ApiProperty({ example: 12, type: 'integer' })
  waitedMs!: number;

  /** From its last start to its end, in ms. */
  @ApiProperty({ example: 503, type: 'integer' })
  ranMs!: number;

  /** INSTANCE_NAME of the process that ran it. */
  @ApiProperty({ example: 'worker-1' })
  worker!: string;
}
