import { Principal } from '../principal';

/** Every act that is audited, `area.act`. */
export const auditedActions = [
  'auth.login',
  'auth.logout',
  'auth.refresh_reuse',
  'auth.session_end',
  'auth.password_change',
  'auth.register',
  'auth.profile_change',
  'auth.key_rotation',
  'key.create',
  'key.revoke',
  'user.create',
  'user.update',
  'user.role_change',
  'user.delete',
  'user.password_reset',
  'access.denied',
  'call.delete',
  'call.cleanup',
  'call.export',
  'call.document',
  'job.cancel',
  'job.retry',
  'job.delete',
  'queue.pause',
  'queue.resume',
  'schedule.run',
  'audit.export',
  'report.export',
  'analytics.export',
] as const;
export type AuditedAction = (typeof auditedActions)[number];

export const auditOutcomes = ['ok', 'failed', 'denied'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

export const auditedKinds = [
  'user',
  'session',
  'key',
  'call',
  'job',
  'queue',
  'schedule',
  'route',
  'event',
  'audit',
  'report',
  'analytics',
] as const;
export type AuditedKind = (typeof auditedKinds)[number];

/** Who acts, and by which credential where that is known. */
export type Actor = Pick<Principal, 'userId' | 'username'> & Partial<Pick<Principal, 'credential'>>;

/** An act as the code that does it tells it; the rest is taken from the request. */
export interface AuditedAct {
  action: AuditedAction;
  outcome: AuditOutcome;
  /** Undefined where nobody is known, such as a failed login. */
  actor?: Actor;
  target?: { kind: AuditedKind; id: string };
  /** A few small values; never a secret, a password or a token. */
  details?: Record<string, string | number | boolean | null | undefined>;
}
