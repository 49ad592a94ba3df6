import { ApiProperty } from '@nestjs/swagger';

/** Nothing can be chosen: what is removed, and when, is a matter of the installation. */
export class PurgePayload {}

/** How many went; what an earlier run of the same job removed before it broke off is not told. */
export class PurgeResult {
  /** Ended or expired for 30 days. */
  @ApiProperty({ example: 40, type: 'integer' })
  sessions!: number;

  /** Of those sessions. */
  @ApiProperty({ example: 1_200, type: 'integer' })
  refreshTokens!: number;

  /** Notes that a session or key has ended, which nothing can need any more. */
  @ApiProperty({ example: 12, type: 'integer' })
  revocations!: number;

  /** Kept answers whose time is over. */
  @ApiProperty({ example: 320, type: 'integer' })
  idempotencyKeys!: number;

  /** Finished for JOB_RETENTION_DAYS. */
  @ApiProperty({ example: 85, type: 'integer' })
  jobs!: number;

  /** Rows that bulk ingests among those jobs rejected. */
  @ApiProperty({ example: 7, type: 'integer' })
  rejections!: number;

  /** Processes that have not told for a day that they live. */
  @ApiProperty({ example: 2, type: 'integer' })
  workers!: number;

  /** Stored reports that are 400 days old. */
  @ApiProperty({ example: 2, type: 'integer' })
  reports!: number;

  /** Stored files that nobody has touched for a day, and that are for no job that is unfinished or has failed. */
  @ApiProperty({ example: 1, type: 'integer' })
  files!: number;
}
