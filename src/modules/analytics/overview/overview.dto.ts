import { ApiProperty } from '@nestjs/swagger';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const TIME_EXAMPLE = '2026-03-01T09:30:00.000Z';

/** A number that is not counted beyond some point. */
export class CappedCountDto {
  @ApiProperty({ example: 12, type: 'integer', minimum: 0 })
  count!: number;

  /** There are more. */
  @ApiProperty({ example: false })
  isCapped!: boolean;
}

export class VolumesDto {
  /** Completed calls that have figures: all but those that wait for a recalculation. */
  @ApiProperty({ example: 125_000, type: 'integer', minimum: 0 })
  completedCalls!: number;

  /** Counted up to 10,000. */
  @ApiProperty({ type: () => CappedCountDto })
  liveCalls!: CappedCountDto;

  /** Postgres's estimate, as of its last analysis of the table; null before the first. */
  @ApiProperty({ example: 2_500_000, type: 'integer', nullable: true })
  utterancesEstimate!: number | null;

  /** Counted up to 10,000. */
  @ApiProperty({ type: () => CappedCountDto })
  agents!: CappedCountDto;
}

export class StoredTableDto {
  @ApiProperty({ example: 'utterances' })
  name!: string;

  /** With its large values. */
  @ApiProperty({ example: 9_000_000, type: 'integer' })
  tableBytes!: number;

  @ApiProperty({ example: 3_000_000, type: 'integer' })
  indexBytes!: number;
}

export class StorageDto {
  /** Of everything in the database. */
  @ApiProperty({ example: 42_000_000, type: 'integer' })
  databaseBytes!: number;

  /** Those that grow with the calls, the largest first. */
  @ApiProperty({ type: () => [StoredTableDto] })
  tables!: StoredTableDto[];
}

/** Calls that arrived, live ones when they began to be told of. */
export class IngestRateDto {
  /** Counted up to 100,000. */
  @ApiProperty({ example: 450, type: 'integer', minimum: 0 })
  calls!: number;

  /** With more than 100,000, the rate at which the latest 100,000 arrived. */
  @ApiProperty({ example: 30, minimum: 0 })
  perMinute!: number;

  @ApiProperty({ example: false })
  isCapped!: boolean;
}

export class IngestDto {
  @ApiProperty({ type: () => IngestRateDto })
  last15Minutes!: IngestRateDto;

  @ApiProperty({ type: () => IngestRateDto })
  lastHour!: IngestRateDto;

  @ApiProperty({ type: () => IngestRateDto })
  lastDay!: IngestRateDto;
}

/** What the last recalculation that ended well found. */
export class LastRecalculationDto {
  /** `GET /jobs/{id}` names each difference. */
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  jobId!: string;

  @ApiProperty({ example: TIME_EXAMPLE, format: 'date-time' })
  finishedAt!: string;

  @ApiProperty({ example: 365, type: 'integer' })
  daysChecked!: number;

  /** Rows of the rollups that were not the sum of their calls; must be 0. */
  @ApiProperty({ example: 0, type: 'integer' })
  keysDiffering!: number;

  /** Those of them that are right again. */
  @ApiProperty({ example: 0, type: 'integer' })
  keysHealed!: number;
}

export class OverviewDto {
  @ApiProperty({ type: () => VolumesDto })
  volumes!: VolumesDto;

  @ApiProperty({ type: () => StorageDto })
  storage!: StorageDto;

  @ApiProperty({ type: () => IngestDto })
  ingest!: IngestDto;

  /** Null when none is remembered. */
  @ApiProperty({ type: () => LastRecalculationDto, nullable: true })
  lastRecalculation!: LastRecalculationDto | null;
}
