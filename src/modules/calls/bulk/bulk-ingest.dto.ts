import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Matches, Min } from 'class-validator';

/** Type of its job. */
export const BULK_INGEST = 'calls.bulk_ingest';

/** `json`: one array of calls. `ndjson`: one call per line. */
export const bulkFormats = ['json', 'ndjson'] as const;
export type BulkFormat = (typeof bulkFormats)[number];

export class BulkIngestPayload {
  /** Key of the stored file. */
  @ApiProperty({ example: 'bulk/01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d' })
  @IsString()
  @Matches(/^bulk\/[a-z0-9-]{36}$/)
  file!: string;

  /** `json`: one array of calls; `ndjson`: one call per line. */
  @ApiProperty({ example: 'ndjson', enum: bulkFormats })
  @IsIn(bulkFormats)
  format!: BulkFormat;

  /** Calls in the file, from 1: elements of the array, or lines that are not blank. */
  @ApiProperty({ example: 100000 })
  @IsInt()
  @Min(1)
  rows!: number;

  /** Size of the file in bytes, after decompression. */
  @ApiProperty({ example: 500000000 })
  @IsInt()
  @Min(1)
  bytes!: number;
}

/** `accepted`, `duplicates` and `rejected` add up to `total`. */
export class BulkIngestResult {
  /** Calls in the file. */
  @ApiProperty({ example: 1000 })
  total!: number;

  /** Calls that were stored. */
  @ApiProperty({ example: 990 })
  accepted!: number;

  /** Calls that were stored before, or stand in the file more than once, with the same content. */
  @ApiProperty({ example: 7 })
  duplicates!: number;

  /** Calls that were not stored; `GET /calls/bulk/{id}/rejections` tells why. */
  @ApiProperty({ example: 3 })
  rejected!: number;
}
