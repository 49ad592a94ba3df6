import { ApiProperty } from '@nestjs/swagger';
import { Permission, permissions } from '../../../core/access/permissions';
import { JobStatus, QueueName, queueNames } from '../../../core/queues/job-type';
import { JobProgressDto } from '../../../core/queues/job.dto';

const ID_EXAMPLE = '019a20ff-8125-72a8-afd4-91f98a9c9e3c';
const TIME_EXAMPLE = '2026-03-01T09:30:00.000Z';

/** A type of job that you may order. */
export class JobTypeDto {
  /** To be given as `type`. */
  @ApiProperty({ example: 'calls.cleanup' })
  type!: string;

  @ApiProperty({ example: 'Cleanup of old calls' })
  title!: string;

  @ApiProperty({ example: 'maintenance', enum: queueNames })
  queue!: QueueName;

  /** What its owner must hold when it is ordered, and still when it begins to run. */
  @ApiProperty({ example: 'calls.delete', enum: Object.keys(permissions) })
  permission!: Permission;

  /** A payload that can be sent as it stands. */
  @ApiProperty({ example: { dryRun: true }, type: 'object', additionalProperties: true })
  example!: object;
}

export class JobTypesDto {
  /** By name. */
  @ApiProperty({ type: [JobTypeDto] })
  items!: JobTypeDto[];
}

/** A process that runs jobs. */
export class WorkerDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'worker-1' })
  name!: string;

  /** When it last told that it is alive. */
  @ApiProperty({ example: TIME_EXAMPLE, format: 'date-time' })
  seenAt!: string;
}

/** A job that runs. */
export class ActiveJobDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'calls.cleanup' })
  type!: string;

  @ApiProperty({ example: 'maintenance', enum: queueNames })
  queue!: QueueName;

  /** Null for what a schedule ordered. */
  @ApiProperty({ example: ID_EXAMPLE, type: String, format: 'uuid', nullable: true })
  createdBy!: string | null;

  @ApiProperty({ example: TIME_EXAMPLE, format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ type: () => JobProgressDto })
  progress!: JobProgressDto;

  /** Null when its process is known no more, until another one takes the job over. */
  @ApiProperty({ type: () => WorkerDto, nullable: true })
  worker!: WorkerDto | null;
}

export class ActiveJobsDto {
  /** The longest running first, at most 200. */
  @ApiProperty({ type: [ActiveJobDto] })
  items!: ActiveJobDto[];
}

/** Half of the jobs took at most `p50`, 95 of 100 at most `p95`. */
export class JobTimesDto {
  /** Milliseconds; null when there is none to tell of. */
  @ApiProperty({ example: 40, type: 'integer', nullable: true })
  p50!: number | null;

  /** Milliseconds; null when there is none to tell of. */
  @ApiProperty({ example: 900, type: 'integer', nullable: true })
  p95!: number | null;
}

/** How many jobs are in each status now. */
export class JobCountsDto implements Record<JobStatus, number> {
  @ApiProperty({ example: 2, type: 'integer' })
  queued!: number;

  @ApiProperty({ example: 1, type: 'integer' })
  running!: number;

  @ApiProperty({ example: 120, type: 'integer' })
  succeeded!: number;

  @ApiProperty({ example: 3, type: 'integer' })
  failed!: number;

  @ApiProperty({ example: 0, type: 'integer' })
  cancelled!: number;
}

/** What became of the jobs that were ordered in some time. */
export class JobFiguresDto {
  @ApiProperty({ example: 126, type: 'integer' })
  total!: number;

  @ApiProperty({ type: () => JobCountsDto })
  byStatus!: JobCountsDto;

  /** From when it could run until it ran, of jobs that have begun; by their last run. */
  @ApiProperty({ type: () => JobTimesDto })
  waitMs!: JobTimesDto;

  /** Of the last run of jobs that succeeded or failed. */
  @ApiProperty({ type: () => JobTimesDto })
  runMs!: JobTimesDto;
}

export class JobTypeFiguresDto extends JobFiguresDto {
  @ApiProperty({ example: 'calls.cleanup' })
  type!: string;
}

/** The job that has waited longest of those that could run. */
export class OldestWaitingDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'calls.cleanup' })
  type!: string;

  /** Since when it could run. */
  @ApiProperty({ example: TIME_EXAMPLE, format: 'date-time' })
  since!: string;

  @ApiProperty({ example: 1_500, type: 'integer' })
  waitMs!: number;
}

export class JobSummaryDto extends JobFiguresDto {
  /** Jobs ordered at this time or later are counted. */
  @ApiProperty({ example: '2026-02-28T09:30:00.000Z', format: 'date-time' })
  from!: string;

  /** Jobs ordered before this time are counted. */
  @ApiProperty({ example: TIME_EXAMPLE, format: 'date-time' })
  to!: string;

  /** By name of the type. */
  @ApiProperty({ type: [JobTypeFiguresDto] })
  byType!: JobTypeFiguresDto[];

  /** Jobs that succeeded or failed in this time, whenever they were ordered, per minute of it. */
  @ApiProperty({ example: 0.0854 })
  throughputPerMinute!: number;

  /** Of all that wait now, whenever they were ordered; null when none waits. */
  @ApiProperty({ type: () => OldestWaitingDto, nullable: true })
  oldestWaiting!: OldestWaitingDto | null;
}
