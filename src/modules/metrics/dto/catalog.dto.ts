import { ApiProperty } from '@nestjs/swagger';
import { MetricDefinition, MetricKind, metricKinds, Speaker, speakers, Unit, units } from '../registry/definition';
import { Dimension, DimensionDefinition, dimensionIds } from '../registry/dimensions';

/** How a metric is made: its text is what the numbers follow. */
export class MetricDto {
  /** `name.vN`; a formula never changes under its id. */
  @ApiProperty({ example: 'talk_ratio.v1' })
  id!: string;

  /** The N of the id. */
  @ApiProperty({ example: 1, type: 'integer' })
  version!: number;

  @ApiProperty({ example: 'Talk ratio' })
  title!: string;

  /** `score`: -1 to 1 unless the formula says otherwise; `ratio`: 0 to 1; `ms`: milliseconds. */
  @ApiProperty({ example: 'ratio', enum: units })
  unit!: Unit;

  /** Whose it is; null: the whole call's. */
  @ApiProperty({ example: 'agent', enum: speakers, nullable: true })
  speaker!: Speaker | null;

  /**
   * `total` adds up over calls; `pooled` divides the sum of the numerators by the sum of the denominators, over one call as
   * over many; `call` is of a single call only.
   */
  @ApiProperty({ example: 'pooled', enum: metricKinds })
  kind!: MetricKind;

  /** In words. */
  @ApiProperty({ example: 'Ta / (Ta + Tc): how much of what is said the agent says.' })
  formula!: string;

  /** Who publishes such a definition, or why it is as it is. */
  @ApiProperty({ example: 'Zoom and EvaluAgent publish it as talk-listen ratio.' })
  source!: string;

  /** When the value is null; unknown is never 0. */
  @ApiProperty({ example: 'An utterance of the call has no times, or neither side speaks.' })
  nullMeans!: string;

  /** Limits that decide what counts, by name, in the unit that the name ends on. */
  @ApiProperty({ example: { bridgedGapMs: 2000 }, type: 'object', additionalProperties: { type: 'number' } })
  thresholds!: Record<string, number>;

  /** Decimals of an answered value; halves are rounded away from zero. */
  @ApiProperty({ example: 4, type: 'integer' })
  decimals!: number;

  /** Figures that are added (1) or subtracted (-1); null for `call`. */
  @ApiProperty({
    example: { agent_ms: 1 },
    type: 'object',
    additionalProperties: { type: 'integer' },
    nullable: true,
  })
  numerator!: Record<string, number> | null;

  /** The same of what it is divided by; null for `total` and `call`. */
  @ApiProperty({
    example: { agent_ms: 1, customer_ms: 1 },
    type: 'object',
    additionalProperties: { type: 'integer' },
    nullable: true,
  })
  denominator!: Record<string, number> | null;

  /** The value is numerator / denominator x scale, of a `total` numerator x scale; null for `call`. */
  @ApiProperty({ example: 1, type: Number, nullable: true })
  scale!: number | null;

  /** With a smaller denominator the value is null; null unless `pooled`. */
  @ApiProperty({ example: 1, type: 'integer', nullable: true })
  minDenominator!: number | null;
}

export class DimensionDto {
  @ApiProperty({ example: 'day', enum: dimensionIds })
  id!: Dimension;

  @ApiProperty({ example: 'Day' })
  title!: string;

  @ApiProperty({ example: 'The day in which the call began, in the asked time zone.' })
  description!: string;
}

/** A figure that a source publishes of a call, where these formulas give another. */
export class KnownDifferenceDto {
  @ApiProperty({ example: 'agent_words_per_minute.v1' })
  metric!: string;

  /** Which of the metric's values, where it has several. */
  @ApiProperty({ example: null, type: String, nullable: true })
  part!: string | null;

  /** The published document that carries the figure. */
  @ApiProperty({ example: 'example-call.json' })
  document!: string;

  @ApiProperty({ example: 211.9 })
  ours!: number;

  @ApiProperty({ example: 193 })
  published!: number;

  @ApiProperty({ example: 'The same words, divided by the talk time of talk_time.v1.' })
  why!: string;
}

export class CatalogDto {
  /** In the order in which they are best shown. */
  @ApiProperty({ type: [MetricDto] })
  metrics!: MetricDto[];

  @ApiProperty({ type: [DimensionDto] })
  dimensions!: DimensionDto[];

  /** Every difference to the published documents that the formulas were checked against; all else in them is the same. */
  @ApiProperty({ type: [KnownDifferenceDto] })
  knownDifferences!: KnownDifferenceDto[];
}

export function toMetricDto(metric: MetricDefinition): MetricDto {
  const { id, title, unit, speaker, kind, formula, source, nullMeans, thresholds, decimals } = metric;
  const version = Number(/\.v(\d+)$/.exec(id)?.[1]);
  const additive = metric.kind === 'call' ? null : metric;
  const pooled = metric.kind === 'pooled' ? metric : null;
  return {
    ...{ id, version, title, unit, speaker, kind, formula, source, nullMeans, decimals },
    thresholds: { ...thresholds },
    numerator: additive && { ...additive.numerator },
    denominator: pooled && { ...pooled.denominator },
    scale: additive && additive.scale,
    minDenominator: pooled && pooled.minDenominator,
  };
}

export function toDimensionDto({ id, title, description }: DimensionDefinition): DimensionDto {
  return { id, title, description };
}
