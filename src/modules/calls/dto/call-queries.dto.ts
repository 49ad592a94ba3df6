import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { IsInstant, IsStorableText } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryChoice, QueryDecimal, QueryInteger } from '../../../core/http/query-fields';
import { CallStatus, callStatuses, Direction, directions } from '../entities/call.entity';
import { MAX_CALL_MS } from '../limits';

/** Most characters of a search. */
const MAX_SEARCH_LENGTH = 200;
const DURATION = { min: 0, max: MAX_CALL_MS, example: 0 };

export const callSorts = ['-startedAt', 'startedAt', '-durationMs', 'durationMs', '-sentiment', 'sentiment'] as const;
export type CallSort = (typeof callSorts)[number];

export class CallListQuery extends PageQuery {
  /** The agent's id, or the sender's own id of the agent. */
  @ApiPropertyOptional({ example: 'agent-17' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  agent?: string;

  /** Exactly as it is stored with the call. */
  @ApiPropertyOptional({ example: '+49 30 1234567' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  customer?: string;

  @QueryChoice(directions, { description: 'Who called whom.', example: 'inbound' })
  direction?: Direction;

  /** A tag that the call has. */
  @ApiPropertyOptional({ example: 'billing' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 64)
  tag?: string;

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

  @QueryInteger({ ...DURATION, description: 'Calls of at least this many milliseconds; unknown ones are left out.' })
  minDurationMs?: number;

  @QueryInteger({ ...DURATION, description: 'Calls of at most this many milliseconds.', example: MAX_CALL_MS })
  maxDurationMs?: number;

  @QueryDecimal({ min: -1, max: 1, description: 'Completed calls whose overall score is at least this.', example: -1 })
  minSentiment?: number;

  @QueryDecimal({ min: -1, max: 1, description: 'Completed calls whose overall score is at most this.', example: 1 })
  maxSentiment?: number;

  @QueryDecimal({ min: -2, max: 2, description: 'Calls whose `sentiment.shift` is at least this.', example: -2 })
  minShift?: number;

  @QueryDecimal({ min: -2, max: 2, description: 'Calls whose `sentiment.shift` is at most this.', example: 2 })
  maxShift?: number;

  /**
   * Words that were said in the call, all of them: `refund card`. A "phrase in quotes" is said as it stands within one
   * utterance, `refun*` begins so, `-word` is not said. Words count in any form that the call's language has for them.
   * Of a very long call the first 400,000 characters are searched.
   */
  @ApiPropertyOptional({ example: 'card', minLength: 1, maxLength: MAX_SEARCH_LENGTH })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, MAX_SEARCH_LENGTH)
  q?: string;

  @QueryChoice(callSorts, {
    description:
      'The order; behind a minus the greatest first. Calls where it is unknown come last in both, as do live ones by sentiment, whose score still changes.',
    example: '-startedAt',
  })
  sort: CallSort = '-startedAt';
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

  /** Marks what this finds in each utterance, by the same rules as in the list of calls. */
  @ApiPropertyOptional({ example: 'card', minLength: 1, maxLength: MAX_SEARCH_LENGTH })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, MAX_SEARCH_LENGTH)
  q?: string;
}

export class AfterQuery {
  @QueryInteger({ min: 0, max: 1_000_000_000, description: 'Points after this position; left out: all.', example: 0 })
  after?: number;
}
