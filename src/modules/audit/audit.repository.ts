import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database/database';
import { TOTAL_CAP } from '../../core/database/paging';
import { AuditEntryRow } from './audit-row';

export interface AuditFilters {
  actorId?: string;
  /** Any of them. */
  action?: string[];
  outcome?: string;
  targetKind?: string;
  targetId?: string;
  /** In the spelling that rows have. */
  ip?: string;
  correlationId?: string;
  /** Inclusive, ISO 8601. */
  from?: string;
  /** Exclusive, ISO 8601. */
  to?: string;
}

/** Where a page begins: after the last row of another page, or at a row number. */
export interface AuditPageStart {
  limit: number;
  offset: number;
  after?: { at: string; id: string };
}

const COLUMNS = `id, at, action, outcome, actor_id AS "actorId", actor_name AS "actorName", key_id AS "keyId",
  target_kind AS "targetKind", target_id AS "targetId", ip, user_agent AS "userAgent", correlation_id AS "correlationId",
  details`;

/** Reads the audit trail; AuditTrail writes it. */
@Injectable()
export class AuditEntriesRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, and one row more where there is one. */
  list(filters: AuditFilters, { limit, offset, after }: AuditPageStart): Promise<AuditEntryRow[]> {
    const values: unknown[] = [];
    const conditions = conditionsOf(filters, values);
    if (after) conditions.push(`(at, id) < ($${values.push(after.at)}, $${values.push(after.id)})`);
    return this.database.query<AuditEntryRow>(
      `SELECT ${COLUMNS} FROM audit_entries ${clause(conditions)} ORDER BY at DESC, id DESC
       LIMIT $${values.push(limit + 1)} OFFSET $${values.push(offset)}`,
      values,
    );
  }

  /** How many match, counting no further than one past the cap. */
  async count(filters: AuditFilters): Promise<number> {
    const values: unknown[] = [];
    const matching = clause(conditionsOf(filters, values));
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT FROM audit_entries ${matching} LIMIT ${TOTAL_CAP + 1}) AS counted`,
      values,
    );
    return row?.total ?? 0;
  }
}

function conditionsOf(filters: AuditFilters, values: unknown[]): string[] {
  const { actorId, action, outcome, targetKind, targetId, ip, correlationId, from, to } = filters;
  const conditions: string[] = [];
  if (actorId !== undefined) conditions.push(`actor_id = $${values.push(actorId)}`);
  // One by one they can be read in their order; several cannot, and need it least.
  if (action?.length === 1) conditions.push(`action = $${values.push(action[0])}`);
  else if (action !== undefined) conditions.push(`action = ANY($${values.push(action)})`);
  if (outcome !== undefined) conditions.push(`outcome = $${values.push(outcome)}`);
  if (targetKind !== undefined) conditions.push(`target_kind = $${values.push(targetKind)}`);
  if (targetId !== undefined) conditions.push(`target_id = $${values.push(targetId)}`);
  if (ip !== undefined) conditions.push(`ip = $${values.push(ip)}`);
  if (correlationId !== undefined) conditions.push(`correlation_id = $${values.push(correlationId)}`);
  if (from !== undefined) conditions.push(`at >= $${values.push(from)}`);
  if (to !== undefined) conditions.push(`at < $${values.push(to)}`);
  return conditions;
}

function clause(conditions: string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
