import { ApiProperty } from '@nestjs/swagger';
import { auditedActions, auditedKinds, auditOutcomes } from '../../../core/access/audit/audited-act';
import { AuditEntryRow } from '../audit-row';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

/** One act, exactly as it was recorded. */
export class AuditEntryDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  /** By the clock of Postgres, to the millisecond. */
  @ApiProperty({ example: '2026-03-01T09:30:00.123Z', format: 'date-time' })
  at!: string;

  @ApiProperty({ example: 'call.delete', enum: auditedActions })
  action!: string;

  @ApiProperty({ example: 'ok', enum: auditOutcomes })
  outcome!: string;

  /** The user who acted; null where nobody was known, such as in a failed login. */
  @ApiProperty({ example: ID_EXAMPLE, type: String, format: 'uuid', nullable: true })
  actorId!: string | null;

  /** As the user was called then. */
  @ApiProperty({ example: 'maria', type: String, nullable: true })
  actorName!: string | null;

  /** The API key that was used; null for a session. */
  @ApiProperty({ example: null, type: String, format: 'uuid', nullable: true })
  keyId!: string | null;

  @ApiProperty({ example: 'call', type: String, enum: auditedKinds, nullable: true })
  targetKind!: string | null;

  @ApiProperty({ example: ID_EXAMPLE, type: String, nullable: true })
  targetId!: string | null;

  /** As the trusted proxies told it; null for a command at the server. */
  @ApiProperty({ example: '203.0.113.7', type: String, nullable: true })
  ip!: string | null;

  /** At most 256 characters of it. */
  @ApiProperty({ example: 'Mozilla/5.0', type: String, nullable: true })
  userAgent!: string | null;

  @ApiProperty({ example: 'order-4711-retry', type: String, nullable: true })
  correlationId!: string | null;

  /** A few small values that depend on the act. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { format: 'vcon', bytes: 48213 } })
  details!: Record<string, unknown>;
}

export function toAuditEntryDto({ at, ...row }: AuditEntryRow): AuditEntryDto {
  return { ...row, at: at.toISOString() };
}
