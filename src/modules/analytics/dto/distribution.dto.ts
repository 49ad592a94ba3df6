import { ApiProperty } from '@nestjs/swagger';
import { AnsweredDto } from './values.dto';

export class BucketDto {
  /** Values from here on are in it. */
  @ApiProperty({ example: 0.4 })
  from!: number;

  /** Values below this are in it, and in the last one those that are equal to it. */
  @ApiProperty({ example: 0.45 })
  to!: number;

  @ApiProperty({ example: 3, type: 'integer' })
  calls!: number;
}

/** The values of a metric in single calls. */
export class DistributionDto extends AnsweredDto {
  @ApiProperty({ example: 'talk_ratio.v1' })
  metric!: string;

  /** Calls that have a value. */
  @ApiProperty({ example: 120, type: 'integer' })
  n!: number;

  /** Calls in which the metric is not known. */
  @ApiProperty({ example: 4, type: 'integer' })
  withoutValue!: number;

  /** The least value; null without any, as are all that follow. */
  @ApiProperty({ example: 0.21, type: Number, nullable: true })
  min!: number | null;

  @ApiProperty({ example: 0.83, type: Number, nullable: true })
  max!: number | null;

  /** Each call counts alike, unlike in a pooled value. */
  @ApiProperty({ example: 0.4612, type: Number, nullable: true })
  mean!: number | null;

  /** The value of a call that half of the calls do not exceed. */
  @ApiProperty({ example: 0.45, type: Number, nullable: true })
  p50!: number | null;

  @ApiProperty({ example: 0.6, type: Number, nullable: true })
  p90!: number | null;

  @ApiProperty({ example: 0.68, type: Number, nullable: true })
  p95!: number | null;

  /** Of equal width; one when all values are equal, none without values. Together with `below` and `above` they hold `n` calls. */
  @ApiProperty({ type: [BucketDto] })
  buckets!: BucketDto[];

  /** Calls whose value is less than the given `min`. */
  @ApiProperty({ example: 0, type: 'integer' })
  below!: number;

  /** Calls whose value is greater than the given `max`. */
  @ApiProperty({ example: 0, type: 'integer' })
  above!: number;
}
