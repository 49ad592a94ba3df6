import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { IsInstant, IsStorableText } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryInteger } from '../../../core/http/query-fields';
import { CallStatus, callStatuses } from '../entities/call.entity';

export class CallListQuery extends PageQuery {
  /** The agent's id, or the sender's own id of the agent. */
  @ApiPropertyOptional({ example: 'agent-17' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  agent?: string;

  @ApiPropertyOptional({ example: 'completed', enum: callStatuses })
  @IsOptional()
  @IsIn(callStatuses)
  status?: CallStatus;

  /** Calls that began at this time or later. */
  @ApiPropertyOptional({ example: '2026-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Calls that began before this time. */
  @ApiPropertyOptional({ example: '2099-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  to?: string;
}

export const transcriptExtras = ['words', 'vendorSentiment', 'evidence'] as const;
export type TranscriptExtra = (typeof transcriptExtras)[number];

export class TranscriptQuery {
  /** Comma-separated extras: word timings, the source's own sentiment, and the evidence behind each score. */
  @ApiPropertyOptional({ example: 'words,vendorSentiment,evidence', type: String })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(transcriptExtras.length)
  @IsIn(transcriptExtras, { each: true })
  include?: TranscriptExtra[];
}

export class AfterQuery {
  @QueryInteger({ min: 0, max: 1_000_000_000, description: 'Points after this position; left out: all.', example: 0 })
  after?: number;
}
