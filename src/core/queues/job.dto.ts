import { ApiProperty, PickType } from '@nestjs/swagger';
import { JobRow, toPriority } from './job-row';
import { JobPriority, jobPriorities, JobStatus, jobStatuses, QueueName, queueNames } from './job-type';

const ID_EXAMPLE = '019a20ff-8125-72a8-afd4-91f98a9c9e3c';
const PAST_EXAMPLE = '2026-03-01T09:30:00.000Z';

/** How far a job is. */
export class JobProgressDto {
  /** Units of work that are done, whatever the type counts; from 0. */
  @ApiProperty({ example: 1_200, type: 'integer', minimum: 0 })
  current!: number;

  /** Units in all; null while that is unknown. */
  @ApiProperty({ example: 5_000, type: 'integer', minimum: 0, nullable: true })
  total!: number | null;

  /** 0 to 100, rounded down; null while the total is unknown. */
  @ApiProperty({ example: 24, type: 'integer', minimum: 0, maximum: 100, nullable: true })
  percent!: number | null;

  /** What it is at, in words; null when it has told nothing. */
  @ApiProperty({ example: 'Deleting calls', type: String, nullable: true })
  message!: string | null;
}

/** Why a job failed. */
export class JobErrorDto {
  /** Stable and dotted, such as `job.timed_out`. */
  @ApiProperty({ example: 'job.failed' })
  code!: string;

  @ApiProperty({ example: 'The job failed.' })
  message!: string;
}

/** One unit of background work. */
export class JobDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  /** `area.act`; `GET /jobs/types` lists those that can be ordered. */
  @ApiProperty({ example: 'calls.cleanup' })
  type!: string;

  /** The lane that it runs in; each is paused and limited by itself. */
  @ApiProperty({ example: 'maintenance', enum: queueNames })
  queue!: QueueName;

  /** The last three are final, but `retry` queues a failed or cancelled job again. */
  @ApiProperty({ example: 'running', enum: jobStatuses })
  status!: JobStatus;

  /** Orders the jobs of one owner among each other. */
  @ApiProperty({ example: 'normal', enum: jobPriorities })
  priority!: JobPriority;

  @ApiProperty({ type: () => JobProgressDto })
  progress!: JobProgressDto;

  /** As it was ordered; what it holds depends on the type. */
  @ApiProperty({ example: { dryRun: true }, type: 'object', additionalProperties: true })
  payload!: Record<string, unknown>;

  /** What came out; null unless it succeeded. What it holds depends on the type. */
  @ApiProperty({ example: null, type: 'object', additionalProperties: true, nullable: true })
  result!: Record<string, unknown> | null;

  /** Null unless it failed. */
  @ApiProperty({ type: () => JobErrorDto, nullable: true, example: null })
  error!: JobErrorDto | null;

  /** Runs begun; those that ended with their worker are not counted. */
  @ApiProperty({ example: 1, type: 'integer', minimum: 0 })
  attempts!: number;

  /** The user who ordered it; null for what a schedule ordered. */
  @ApiProperty({ example: ID_EXAMPLE, type: String, format: 'uuid', nullable: true })
  createdBy!: string | null;

  /** Of the request that ordered it. */
  @ApiProperty({ example: 'order-4711-retry' })
  correlationId!: string;

  /** Not run before this time; moved on when it is tried again. */
  @ApiProperty({ example: PAST_EXAMPLE, format: 'date-time' })
  runAt!: string;

  @ApiProperty({ example: PAST_EXAMPLE, format: 'date-time' })
  createdAt!: string;

  /** When it last began to run; null until then. */
  @ApiProperty({ example: PAST_EXAMPLE, type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;

  /** When it succeeded, failed for good or was cancelled; null until then. */
  @ApiProperty({ example: null, type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;

  /** Grows with every change that can be seen: of two tellings of a job the one with the greater number is the later. */
  @ApiProperty({ example: 3, type: 'integer', minimum: 1 })
  version!: number;
}

/** How a job stands, in few bytes. */
export class JobStatusDto extends PickType(JobDto, [
  'id',
  'status',
  'version',
  'attempts',
  'runAt',
  'createdAt',
  'startedAt',
  'finishedAt',
] as const) {}

/** How far a job is, and as of which version of it. */
export class VersionedProgressDto extends JobProgressDto {
  /** As of the job. */
  @ApiProperty({ example: 3, type: 'integer', minimum: 1 })
  version!: number;
}

export function toJobDto(job: JobRow): JobDto {
  const { id, type, queue, status, payload, result, attempts, createdBy, correlationId, version } = job;
  return {
    ...{ id, type, queue, status, priority: toPriority(job.priority), progress: toProgressDto(job), payload, result },
    error: job.errorCode === null ? null : { code: job.errorCode, message: job.errorMessage ?? '' },
    ...{ attempts, createdBy, correlationId },
    ...{ runAt: job.runAt.toISOString(), createdAt: job.createdAt.toISOString() },
    ...{ startedAt: job.startedAt?.toISOString() ?? null, finishedAt: job.finishedAt?.toISOString() ?? null, version },
  };
}

type ProgressRow = Pick<JobRow, 'progressCurrent' | 'progressTotal' | 'progressMessage'>;

/** A total that the work has outgrown counts as reached. */
export function toProgressDto({ progressCurrent, progressTotal, progressMessage }: ProgressRow): JobProgressDto {
  const current = Math.max(0, progressCurrent);
  const isKnown = progressTotal !== null && progressTotal > 0;
  const percent = isKnown ? Math.min(100, Math.floor((100 * current) / progressTotal)) : null;
  return { current, total: progressTotal, percent, message: progressMessage };
}

export function toJobStatusDto(job: JobDto): JobStatusDto {
  const { id, status, version, attempts, runAt, createdAt, startedAt, finishedAt } = job;
  return { id, status, version, attempts, runAt, createdAt, startedAt, finishedAt };
}
