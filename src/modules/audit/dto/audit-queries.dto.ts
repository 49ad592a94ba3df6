import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsIP, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import {
  auditedActions,
  AuditedAction,
  AuditedKind,
  auditedKinds,
  AuditOutcome,
  auditOutcomes,
} from '../../../core/access/audit/audited-act';
import { IsInstant, IsStorableText } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryChoice } from '../../../core/http/query-fields';

const MAX_TARGET = 256;
const CORRELATION_ID = { min: 8, max: 128 };

/** Which entries are read; filters are combined. */
export class AuditExportQuery {
  /** Id of the user who acted. */
  @ApiPropertyOptional({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsUUID()
  actorId?: string;

  /** Comma-separated: entries of any of these acts. */
  @ApiPropertyOptional({
    example: 'auth.login,access.denied',
    type: String,
    description: `Comma-separated, of ${auditedActions.map((action) => `\`${action}\``).join(', ')}.`,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(auditedActions.length)
  @IsIn(auditedActions, { each: true, message: 'must be actions of the audit trail, separated by commas' })
  action?: AuditedAction[];

  @QueryChoice(auditOutcomes, { description: 'Whether it was done, failed, or was refused.', example: 'denied' })
  outcome?: AuditOutcome;

  @QueryChoice(auditedKinds, { description: 'What kind of thing it was done to.', example: 'call' })
  targetKind?: AuditedKind;

  /** Id of what it was done to; of a route its method and template, of a socket event its namespace and name. */
  @ApiPropertyOptional({ example: 'DELETE /api/v1/calls/:id', minLength: 1, maxLength: MAX_TARGET })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, MAX_TARGET)
  targetId?: string;

  /** Address that it came from, in any spelling. */
  @ApiPropertyOptional({ example: '203.0.113.7' })
  @IsOptional()
  @IsIP(undefined, { message: 'must be an IPv4 or IPv6 address' })
  ip?: string;

  /** The X-Correlation-Id of the request or socket event. */
  @ApiPropertyOptional({ example: 'order-4711-retry', minLength: CORRELATION_ID.min, maxLength: CORRELATION_ID.max })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(CORRELATION_ID.min, CORRELATION_ID.max)
  correlationId?: string;

  /** Entries of this time or later. */
  @ApiPropertyOptional({ example: '2026-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Entries before this time. */
  @ApiPropertyOptional({ example: '2099-01-01T00:00:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  to?: string;
}

export class AuditListQuery extends IntersectionType(PageQuery, AuditExportQuery) {}
