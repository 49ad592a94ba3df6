import { Injectable } from '@nestjs/common';
import { Queryable } from '../../database/database';
import { Permission, Role, rolePermissions } from '../permissions';
import { Principal } from '../principal';
import { UserRightsRepository } from './user-rights.repository';
import { AccessErrors } from '../../errors/core-errors';

/** What a user may at this moment. */
export interface Rights {
  username: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
}

/**
 * Asks the rows, for work that begins long after it was ordered, and for what must not be done by rights that have just
 * ended: giving access. Other requests have their principal.
 */
@Injectable()
export class CurrentRights {
  constructor(private readonly repository: UserRightsRepository) {}

  /**
   * What the user may now; undefined for one who is deactivated, deleted or was never there.
   * @param db a transaction to read in, where the work is to start in one
   */
  async of(userId: string, db?: Queryable): Promise<Rights | undefined> {
    const user = await this.repository.find(userId, db);
    return user && { ...user, permissions: rolePermissions[user.role] };
  }

  /**
   * Throws auth.invalid unless the session or key of the caller lives, auth.forbidden when his role is another by now and
   * lacks the permission. What ends either waits for the transaction. Whoever locks users or their sessions in it, too,
   * locks users first.
   */
  async require(tx: Queryable, { userId, credential }: Principal, permission: Permission): Promise<void> {
    const role = await this.repository.holdRole(tx, userId);
    const lives = role !== undefined && (await this.repository.holdCredential(tx, credential, userId));
    if (!lives) throw AccessErrors.invalid.with('This session or key has ended; sign in again.');
    if (rolePermissions[role].has(permission)) return;
    throw AccessErrors.forbidden.with(`The permission ${permission} is needed.`);
  }
}

/**
 * Throws auth.forbidden unless the caller holds all that the role does: nobody makes or changes an account that may more
 * than he. It is about keys, which carry fewer permissions than their owner.
 */
export function requireRightsOf(role: Role, { permissions }: Principal): void {
  const missing = [...rolePermissions[role]].find((permission) => !permissions.has(permission));
  if (missing === undefined) return;
  throw AccessErrors.forbidden.with(`The role ${role} holds the permission ${missing}, which you do not hold.`);
}
