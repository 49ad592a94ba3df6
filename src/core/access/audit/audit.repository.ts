import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { AuditRow } from './audit-row';

/** Adds to the audit trail. There is nothing else that the application could do with it. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert(rows: AuditRow[], db: Queryable = this.database): Promise<void> {
    await db.query(
      `INSERT INTO audit_entries (id, actor_id, actor_name, key_id, action, target_kind, target_id, outcome, ip, user_agent,
         correlation_id, details)
       SELECT id, "actorId", "actorName", "keyId", action, "targetKind", "targetId", outcome, ip, "userAgent",
         "correlationId", details
       FROM jsonb_to_recordset($1) AS row (id uuid, "actorId" uuid, "actorName" text, "keyId" uuid, action text,
         "targetKind" text, "targetId" text, outcome text, ip text, "userAgent" text, "correlationId" text, details jsonb)`,
      [JSON.stringify(rows)],
      'audit.insert',
    );
  }
}
