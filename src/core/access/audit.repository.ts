import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../database/database';

/** One row of the audit trail, as it is written. */
export interface AuditRow {
  id: string;
  actorId: string | null;
  actorName: string | null;
  keyId: string | null;
  action: string;
  targetKind: string | null;
  targetId: string | null;
  outcome: string;
  ip: string | null;
  userAgent: string | null;
  correlationId: string | null;
  details: object;
}

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert(row: AuditRow, tx: Queryable = this.database): Promise<void> {
    await tx.query(
      `INSERT INTO audit_entries (id, actor_id, actor_name, key_id, action, target_kind, target_id, outcome, ip, user_agent,
         correlation_id, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        row.id,
        row.actorId,
        row.actorName,
        row.keyId,
        row.action,
        row.targetKind,
        row.targetId,
        row.outcome,
        row.ip,
        row.userAgent,
        row.correlationId,
        row.details,
      ],
      'audit.insert',
    );
  }
}
