import { ApiProperty } from '@nestjs/swagger';
import { JobStatus, jobStatuses } from '../../../core/queues/job-type';

const ID_EXAMPLE = '019a20ff-8125-72a8-afd4-91f98a9c9e3c';

/** The job that a schedule had last. */
export class ScheduledJobDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'succeeded', enum: jobStatuses })
  status!: JobStatus;

  /** Null until it has ended. */
  @ApiProperty({ example: '2026-03-01T03:00:04.120Z', type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

/** What the clock orders. */
export class ScheduleDto {
  @ApiProperty({ example: 'weekly-cleanup' })
  name!: string;

  /** Of its jobs. */
  @ApiProperty({ example: 'calls.cleanup' })
  type!: string;

  /** Minute, hour, day of the month, month and day of the week, in UTC; null when it is switched off. */
  @ApiProperty({ example: '0 3 * * 0', type: String, nullable: true })
  cron!: string | null;

  /** false: JOB_SCHEDULES switches it off. */
  @ApiProperty({ example: true })
  enabled!: boolean;

  /** When it ticks next; null when it is switched off. */
  @ApiProperty({ example: '2026-03-08T03:00:00.000Z', type: String, format: 'date-time', nullable: true })
  next!: string | null;

  /** The last tick that ordered a job; null when there was none yet. */
  @ApiProperty({ example: '2026-03-01T03:00:00.000Z', type: String, format: 'date-time', nullable: true })
  lastTick!: string | null;

  /** The latest of its jobs, ordered by a tick or by somebody; null when there is none, or it was removed. */
  @ApiProperty({ type: () => ScheduledJobDto, nullable: true })
  lastJob!: ScheduledJobDto | null;
}

export class SchedulesDto {
  /** Every schedule of this version, those that are switched off included. */
  @ApiProperty({ type: () => [ScheduleDto] })
  items!: ScheduleDto[];
}
