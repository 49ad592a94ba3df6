import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export const rejectionFormats = ['csv', 'ndjson'] as const;
export type RejectionFormat = (typeof rejectionFormats)[number];

export class RejectionsQuery {
  /** `csv` with a header, or `ndjson`: one JSON object per line. */
  @ApiPropertyOptional({ example: 'csv', enum: rejectionFormats })
  @IsOptional()
  @IsIn(rejectionFormats)
  format: RejectionFormat = 'csv';
}
