import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import { IsInstant } from '../../../core/http/fields';
import { JobPriority, jobPriorities } from '../../../core/queues/job-type';

export class CreateJobDto {
  /** One of `GET /jobs/types`. */
  @ApiProperty({ example: 'calls.cleanup' })
  @IsString()
  type!: string;

  /** What the type asks for. */
  @ApiProperty({ example: {}, type: 'object', additionalProperties: true })
  @IsObject()
  payload!: object;

  /** Orders your own jobs among each other, and never before those of somebody else; anybody may give any. */
  @ApiPropertyOptional({ example: 'normal', enum: jobPriorities, default: 'normal' })
  @IsOptional()
  @IsIn(jobPriorities)
  priority?: JobPriority;

  /** Not before this time, which lies at most a year ahead; a time that has passed means at once. */
  @ApiPropertyOptional({ example: '2026-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  runAt?: string;
}
