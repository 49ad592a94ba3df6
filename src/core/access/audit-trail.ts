import { Injectable } from '@nestjs/common';
import { Queryable } from '../database/database';
import { uuidv7 } from '../database/ids';
import { currentContext } from '../logging/request-context';
import { AuditRepository } from './audit.repository';
import { Principal } from './principal';

/** Every act that is audited, `area.act`. */
export const auditedActions = [
  'auth.login',
  'auth.logout',
  'auth.refresh_reuse',
  'auth.session_end',
  'auth.password_change',
  'auth.register',
  'auth.profile_change',
  'key.create',
  'key.revoke',
  'user.create',
  'user.update',
  'user.role_change',
  'user.delete',
  'user.password_reset',
  'access.denied',
  'call.delete',
  'call.export',
  'call.document',
  'audit.export',
] as const;
export type AuditedAction = (typeof auditedActions)[number];

/** An act as the code that does it tells it; the rest is taken from the request. */
export interface AuditedAct {
  action: AuditedAction;
  outcome: 'ok' | 'failed' | 'denied';
  /** Undefined where nobody is known, such as a failed login. */
  actor?: Pick<Principal, 'userId' | 'username'> & Partial<Pick<Principal, 'credential'>>;
  target?: { kind: 'user' | 'session' | 'key' | 'call' | 'route' | 'event' | 'audit'; id: string };
  /** A few small values; never a secret, a password or a token. */
  details?: Record<string, string | number | boolean | null>;
}

const MAX_USER_AGENT = 256;

/** Writes the audit trail: append-only rows that the login of the application cannot change. */
@Injectable()
export class AuditTrail {
  constructor(private readonly repository: AuditRepository) {}

  /** @param tx the transaction of the act itself, so that there is neither without the other */
  async record({ action, outcome, actor, target, details = {} }: AuditedAct, tx?: Queryable): Promise<void> {
    const { correlationId, source } = currentContext() ?? {};
    await this.repository.insert(
      {
        id: uuidv7(),
        actorId: actor?.userId ?? null,
        actorName: actor?.username ?? null,
        keyId: actor?.credential?.kind === 'key' ? actor.credential.id : null,
        action,
        targetKind: target?.kind ?? null,
        targetId: target?.id ?? null,
        outcome,
        ip: source?.ip ?? null,
        userAgent: source?.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
        correlationId: correlationId ?? null,
        details,
      },
      tx,
    );
  }
}
