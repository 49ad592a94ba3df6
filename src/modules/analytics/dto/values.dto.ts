import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Source } from '../question/question';

const sources = ['rollup', 'calls'] as const satisfies readonly Source[];
export const VALUE_EXAMPLE = { value: 0.4286, numerator: 180_000, denominator: 420_000 };

/** A metric's value with what it was divided from. */
export class MetricValueDto {
  /** In the metric's unit; null when it is not known, never 0 then. */
  @ApiProperty({ example: 0.4286, type: Number, nullable: true })
  value!: number | null;

  /** Sum over the calls. */
  @ApiProperty({ example: 180_000, type: 'integer' })
  numerator!: number;

  /** Sum over the calls; null for a total. */
  @ApiProperty({ example: 420_000, type: 'integer', nullable: true })
  denominator!: number | null;
}

/** A value beside that of the time before. */
export class ComparedValueDto extends MetricValueDto {
  /** The value of the time before; null when it is not known. */
  @ApiProperty({ example: 0.4, type: Number, nullable: true })
  previous!: number | null;

  /** value - previous; null when either is not known. */
  @ApiProperty({ example: 0.0286, type: Number, nullable: true })
  change!: number | null;
}

/** Values by the id of their metric. */
export function ByMetric(type: typeof MetricValueDto, example: object): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'object',
      additionalProperties: { $ref: getSchemaPath(type) },
      example: { 'talk_ratio.v1': example },
    }),
  );
}

/** Which calls an answer is about, and where it was read. */
@ApiExtraModels(MetricValueDto, ComparedValueDto)
export class AnsweredDto {
  /** Calls that began at this time or later are counted. */
  @ApiProperty({ example: '2026-02-28T23:00:00.000Z', format: 'date-time' })
  from!: string;

  /** Calls that began before this time are counted. */
  @ApiProperty({ example: '2026-03-31T22:00:00.000Z', format: 'date-time' })
  to!: string;

  /** Where days, weeks and months begin. */
  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  /** `rollup`: from the daily sums; `calls`: from the calls themselves. The numbers are the same. */
  @ApiProperty({ example: 'rollup', enum: sources })
  source!: Source;
}
