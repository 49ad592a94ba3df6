/** A row of the audit trail, as it is read. */
export interface AuditEntryRow {
  id: string;
  at: Date;
  action: string;
  outcome: string;
  actorId: string | null;
  actorName: string | null;
  keyId: string | null;
  targetKind: string | null;
  targetId: string | null;
  ip: string | null;
  userAgent: string | null;
  correlationId: string | null;
  details: Record<string, unknown>;
}
