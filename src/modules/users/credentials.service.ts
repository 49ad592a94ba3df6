import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { CurrentRights } from '../../core/access/rights/current-rights';
import { checkPassword } from '../../core/access/password-policy';
import { Role } from '../../core/access/permissions';
import { Principal } from '../../core/access/principal';
import { RightsEnding } from '../../core/access/rights/rights-ending';
import { Database, Queryable } from '../../core/database/database';
import { CredentialsRepository, Holder } from './credentials.repository';
import { isWeak } from './password-hash';
import { PasswordHasher } from './password-hasher';
import { UserErrors } from './users.service';

/** Whose password was right at that moment. */
export type Verified = Holder;

/** Somebody who may act now. */
export interface ActiveUser {
  id: string;
  username: string;
  role: Role;
}

/** Why a login is refused: for the audit trail only, who asks is told the same in every case. */
export interface Refusal {
  reason: 'unknown_user' | 'wrong_password' | 'inactive' | 'changed_meanwhile';
  userId?: string;
}

const GENERATED_PASSWORD_BYTES = 15;

/** Checks and changes passwords. */
@Injectable()
export class CredentialsService {
  /** Users whose passwords are being hashed anew: once will do for all that sign in at the moment. */
  private readonly strengthening = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialsRepository,
    private readonly passwords: PasswordHasher,
    private readonly rights: RightsEnding,
    private readonly current: CurrentRights,
    private readonly audit: AuditTrail,
  ) {}

  /** Does the same work for an unknown name, a wrong password and an inactive user. Throws unavailable. */
  async verify(username: string, password: string): Promise<Verified | Refusal> {
    const { holder, matches } = await this.passwords.matching(password, () => this.credentials.findByName(username));
    if (holder === undefined) return { reason: 'unknown_user' };
    if (!matches) return { reason: 'wrong_password', userId: holder.id };
    return holder.active ? holder : { reason: 'inactive', userId: holder.id };
  }

  /** The user as he is now, and until the transaction ends; undefined when he is not active or has another password. */
  async confirm(tx: Queryable, { id, passwordHash }: Verified): Promise<ActiveUser | undefined> {
    const now = await this.credentials.hold(tx, id);
    return now?.active && now.passwordHash === passwordHash ? toActiveUser(now) : undefined;
  }

  /**
   * Hashes the password that was right anew, where its hash is weaker than hashes of today, unless it was changed
   * meanwhile. Never rejects: the next login tries again.
   */
  async strengthen(holder: Verified, password: string): Promise<void> {
    if (!isWeak(holder.passwordHash) || this.strengthening.has(holder.id)) return;
    this.strengthening.add(holder.id);
    try {
      await this.credentials.replaceHash(holder, await this.passwords.hash(password));
    } catch {
      // Nobody waits for it, and nothing is lost.
    } finally {
      this.strengthening.delete(holder.id);
    }
  }

  /** Undefined when the user is not active. */
  async activeUser(tx: Queryable, id: string): Promise<ActiveUser | undefined> {
    const holder = await this.credentials.findById(id, tx);
    return holder?.active ? toActiveUser(holder) : undefined;
  }

  /**
   * Changes the password, which ends the other sessions of the user and makes his keys be looked at again.
   * Throws auth.invalid when the caller's own session, which stays, ended meanwhile; users.wrong_password, also when the password was changed meanwhile; request.invalid for a new one that is too
   * easily guessed; unavailable.
   */
  async change(caller: Principal, { current, next }: { current: string; next: string }): Promise<void> {
    const { userId } = caller;
    const holder = await this.credentials.findById(userId);
    if (holder) await checkPassword(next, holder, 'newPassword');
    const matches = await this.passwords.matches(current, holder?.passwordHash);
    const changed = holder && matches && (await this.replace(holder, caller, await this.passwords.hash(next)));
    if (changed) return;
    const actor = holder && { userId, username: holder.username };
    const target = { kind: 'user', id: userId } as const;
    await this.audit.record({ action: 'auth.password_change', outcome: 'failed', actor, target });
    throw UserErrors.wrongPassword.with();
  }

  /** Sets a new random password, ends all sessions of the user, and answers it. Throws users.not_found. */
  async reset(username: string): Promise<string> {
    const password = randomBytes(GENERATED_PASSWORD_BYTES).toString('base64url');
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(async (tx) => {
      const user = await this.credentials.setPassword(tx, username, passwordHash);
      if (user === undefined) throw UserErrors.notFound.with(`There is no user named ${username}.`);
      await this.rights.endAll(tx, user.id, 'password');
      const target = { kind: 'user', id: user.id } as const;
      const details = { username: user.username };
      await this.audit.record({ action: 'user.password_reset', outcome: 'ok', target, details }, tx);
    });
    return password;
  }

  /** Answers false when the user changed meanwhile. */
  private async replace(holder: Holder, caller: Principal, passwordHash: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if (!(await this.credentials.replacePassword(tx, holder, passwordHash))) return false;
      await this.current.require(tx, caller, 'account.own');
      const sessionsEnded = await this.rights.endOthers(tx, holder.id, 'password', caller.credential.id);
      const actor = { userId: holder.id, username: holder.username };
      const target = { kind: 'user', id: holder.id } as const;
      const details = { sessionsEnded };
      await this.audit.record({ action: 'auth.password_change', outcome: 'ok', actor, target, details }, tx);
      return true;
    });
  }
}

function toActiveUser({ id, username, role }: Holder): ActiveUser {
  return { id, username, role };
}
