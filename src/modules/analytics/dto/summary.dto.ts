import { ApiProperty } from '@nestjs/swagger';
import { AnsweredDto, ByMetric, ComparedValueDto, VALUE_EXAMPLE } from './values.dto';

/** The time before, of the same length. */
export class PreviousDto extends AnsweredDto {}

export class SummaryDto extends AnsweredDto {
  /** By id, in the order in which they were asked for. */
  @ByMetric(ComparedValueDto, { ...VALUE_EXAMPLE, previous: 0.4, change: 0.0286 })
  metrics!: Record<string, ComparedValueDto>;

  @ApiProperty({ type: () => PreviousDto })
  previous!: PreviousDto;
}
