import { ApiProperty } from '@nestjs/swagger';
import { QueueName, queueNames } from '../../../core/queues/job-type';

/** A lane of background work. */
export class JobQueueDto {
  @ApiProperty({ example: 'default', enum: queueNames })
  name!: QueueName;

  /** Since when no job of it is begun; null when it is not paused. */
  @ApiProperty({ example: null, type: String, format: 'date-time', nullable: true })
  pausedSince!: string | null;

  /** The user who paused it; null when it is not paused, or by no user. */
  @ApiProperty({ example: null, type: String, format: 'uuid', nullable: true })
  pausedBy!: string | null;

  /** Jobs that wait, those whose time has not come included. */
  @ApiProperty({ example: 3, type: 'integer' })
  queued!: number;

  /** Those of them whose time has not come. */
  @ApiProperty({ example: 1, type: 'integer' })
  later!: number;

  @ApiProperty({ example: 2, type: 'integer' })
  running!: number;

  /** Since when the job that has waited longest could run; null when none waits. */
  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', type: String, format: 'date-time', nullable: true })
  oldestWaiting!: string | null;
}

export class JobQueuesDto {
  /** All there are. */
  @ApiProperty({ type: [JobQueueDto] })
  items!: JobQueueDto[];
}
