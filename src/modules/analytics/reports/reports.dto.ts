import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, ValidateIf } from 'class-validator';
import { IsDay } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryChoice } from '../../../core/http/query-fields';
import { ReportColumn, ReportRow, ReportValues } from './report-content';
import { ReportKind, reportKinds } from './report-kinds';
import { ReportHead, StoredReport } from './reports.repository';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const VALUES_EXAMPLE = { 'calls.v1': 42, 'talk_ratio.v1': 0.4312, 'patience_mean.v1': null };

export class ReportPayload {
  /** `daily_summary`: 7 days, by day. `agent_performance`: 30 days, by agent. */
  @ApiProperty({ example: 'daily_summary', enum: reportKinds })
  @IsIn(reportKinds, { message: `must be one of ${reportKinds.join(', ')}` })
  kind!: ReportKind;

  /** The last day of the report, which must be over; yesterday in PARLEY_TIMEZONE when left out. */
  @ApiPropertyOptional({ example: '2026-03-01', format: 'date' })
  // Not IsOptional: null is none.
  @ValidateIf((_, lastDay) => lastDay !== undefined)
  @IsDay()
  lastDay?: string;
}

export class ReportResult {
  /** Of the stored report. */
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  reportId!: string;

  @ApiProperty({ example: 7, type: 'integer', minimum: 0 })
  rows!: number;
}

export class ReportListQuery extends PageQuery {
  @QueryChoice(reportKinds, { description: 'Reports of this kind.' })
  kind?: ReportKind;
}

/** A report without what it tells. */
export class ReportHeadDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  /** `daily_summary` by day, `agent_performance` by agent. */
  @ApiProperty({ example: 'daily_summary', enum: reportKinds })
  kind!: ReportKind;

  /** The first day that it tells of. */
  @ApiProperty({ example: '2026-02-23', format: 'date' })
  firstDay!: string;

  /** The last day that it tells of, whole as well. */
  @ApiProperty({ example: '2026-03-01', format: 'date' })
  lastDay!: string;

  /** Where those days begin. */
  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  /** The job that made it; it is removed earlier than the report. */
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  jobId!: string;

  /** The user who ordered it; null for what a schedule ordered. */
  @ApiProperty({ example: null, type: String, format: 'uuid', nullable: true })
  createdBy!: string | null;

  @ApiProperty({ example: '2026-03-02T02:15:01.250Z', format: 'date-time' })
  createdAt!: string;
}

/** A metric of a report. */
export class ReportColumnDto {
  /** Its id; `GET /metrics/catalog` tells how it is defined. */
  @ApiProperty({ example: 'talk_ratio.v1' })
  metric!: string;

  @ApiProperty({ example: 'Talk ratio' })
  title!: string;

  @ApiProperty({ example: 'ratio' })
  unit!: string;
}

export class ReportRowDto {
  /** Null in a report by agent. */
  @ApiProperty({ example: '2026-03-01', type: String, format: 'date', nullable: true })
  day!: string | null;

  /** Null in a report by day, and for calls without an agent. */
  @ApiProperty({ example: null, type: String, format: 'uuid', nullable: true })
  agentId!: string | null;

  /** As the agent was called when the report was made. */
  @ApiProperty({ example: null, type: String, nullable: true })
  agentName!: string | null;

  /** By metric, in its unit; null where it says nothing, such as a ratio of a day without calls. */
  @ApiProperty({ example: VALUES_EXAMPLE, type: 'object', additionalProperties: { type: 'number', nullable: true } })
  values!: Record<string, number | null>;
}

/** A report: what the numbers were when it was made. */
export class ReportDto extends ReportHeadDto {
  @ApiProperty({ type: () => [ReportColumnDto] })
  columns!: ReportColumnDto[];

  /** By day, or by agent with the most calls first. */
  @ApiProperty({ type: () => [ReportRowDto] })
  rows!: ReportRowDto[];

  /** Of all its days and agents together. */
  @ApiProperty({ example: VALUES_EXAMPLE, type: 'object', additionalProperties: { type: 'number', nullable: true } })
  totals!: Record<string, number | null>;
}

export function toReportHeadDto({ createdAt, ...head }: ReportHead): ReportHeadDto {
  return { ...head, createdAt: createdAt.toISOString() };
}

export function toReportDto({ content, ...head }: StoredReport): ReportDto {
  const { columns, rows, totals }: { columns: ReportColumn[]; rows: ReportRow[]; totals: ReportValues } = content;
  return { ...toReportHeadDto(head), columns, rows, totals };
}
