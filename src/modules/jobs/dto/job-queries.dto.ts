import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { IsInstant, IsStorableText } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryChoice } from '../../../core/http/query-fields';
import { MAX_SEARCH_WORDS, SearchWords } from '../../../core/http/search-words';
import { JobPriority, jobPriorities, JobStatus, jobStatuses } from '../../../core/queues/job-type';
import { SEARCHED_JOBS } from '../limits';

const MAX_TYPE = 100;
const MAX_SEARCH = 200;
const UUID = '[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}';

/** A creator that no user is: what the schedules order. */
export const SYSTEM = 'system';

export const jobSorts = ['-createdAt', 'createdAt', '-finishedAt', 'finishedAt', '-priority', 'priority'] as const;
export type JobSort = (typeof jobSorts)[number];

/** Whose jobs; without `jobs.manage` only one's own can be asked for. */
export class CreatorQuery {
  /** Jobs of this user, or `system` for what the schedules ordered; of others than yourself takes `jobs.manage`. */
  // None that works for everybody can be shown: the field starts out empty.
  @ApiPropertyOptional({ example: '' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @Matches(new RegExp(`^(${UUID}|${SYSTEM})$`), { message: `must be the id of a user, or ${SYSTEM}` })
  creator?: string;
}

export class JobListQuery extends IntersectionType(PageQuery, CreatorQuery) {
  /** Exactly this type. */
  @ApiPropertyOptional({ example: 'calls.cleanup', minLength: 1, maxLength: MAX_TYPE })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, MAX_TYPE)
  type?: string;

  @ApiPropertyOptional({
    example: 'queued,running',
    type: String,
    description: `Comma-separated: jobs in any of these statuses, of ${jobStatuses.map((word) => `\`${word}\``).join(', ')}.`,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(jobStatuses.length)
  @IsIn(jobStatuses, { each: true, message: `must be of ${jobStatuses.join(', ')}, separated by commas` })
  status?: JobStatus[];

  @QueryChoice(jobPriorities, { description: 'Jobs of this priority.', example: 'normal' })
  priority?: JobPriority;

  /** Jobs ordered at this time or later. */
  @ApiPropertyOptional({ example: '2026-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Jobs ordered before this time. */
  @ApiPropertyOptional({ example: '2099-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({
    example: 'cleanup',
    minLength: 1,
    maxLength: MAX_SEARCH,
    description:
      `At most ${MAX_SEARCH_WORDS} words or parts of words, which all stand in the type, payload, progress message or ` +
      `error of the job, in capitals or not. It looks through the newest ${SEARCHED_JOBS} jobs that match the other filters.`,
  })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, MAX_SEARCH)
  @SearchWords()
  q?: string;

  @QueryChoice(jobSorts, {
    description:
      'The order; behind a minus the latest or most urgent first. By `finishedAt`, jobs that have not ended come last in both.',
    example: '-createdAt',
  })
  sort: JobSort = '-createdAt';
}

export class JobStatsQuery extends CreatorQuery {
  /** Jobs ordered at this time or later; left out: in the day before `to`. */
  @ApiPropertyOptional({ example: '', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Jobs ordered before this time; left out: until now. */
  @ApiPropertyOptional({ example: '', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  to?: string;
}
