import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { AuditedAct } from '../../core/access/audit/audited-act';
import { CurrentRights, requireRightsOf } from '../../core/access/rights/current-rights';
import { checkPassword } from '../../core/access/password-policy';
import { Role } from '../../core/access/permissions';
import { Principal } from '../../core/access/principal';
import { RightsEnding } from '../../core/access/rights/rights-ending';
import { EndReason } from '../../core/access/sessions/sessions.repository';
import { Database, Transaction } from '../../core/database/database';
import { uuidv7 } from '../../core/database/ids';
import { CursorCodec, PageOf, toPage } from '../../core/database/paging';
import { invalid } from '../../core/errors/field-errors';
import { AccountRow } from './account-row';
import { AccountChanges, AccountsRepository } from './accounts.repository';
import { CreateUserDto, UpdateUserDto } from './dto/user-changes.dto';
import { UserListQuery } from './dto/user-list.query.dto';
import { toUserDto, UserDto } from './dto/user.dto';
import { PasswordHasher } from './password-hasher';
import { UserErrors } from './users.service';

/** What administrators do with users, as long as they are that when it is stored. Whoever's rights become less is put out in the same transaction. */
@Injectable()
export class UserAdministrationService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly passwords: PasswordHasher,
    private readonly rights: RightsEnding,
    private readonly current: CurrentRights,
    private readonly audit: AuditTrail,
  ) {}

  /** By user name, without regard to capitals. Throws paging.bad_cursor. */
  async list({ limit, cursor, offset, q, role, active }: UserListQuery): Promise<PageOf<UserDto>> {
    const filters = { q, role, active };
    const codec = new CursorCodec('users', filters);
    const [after] = cursor === undefined ? [] : (codec.decode(cursor, ['text']) as [string]);
    const [rows, total] = await Promise.all([
      this.accounts.list(filters, { limit, offset: offset ?? 0, after }),
      this.accounts.count(filters),
    ]);
    return toPage(rows, total, limit, { item: toUserDto, cursor: ({ sortName }) => codec.encode([sortName]) });
  }

  /** Throws users.not_found. */
  async get(id: string): Promise<UserDto> {
    return toUserDto(found(await this.accounts.findById(id), id));
  }

  /** Throws auth.forbidden, request.invalid, users.taken, unavailable. */
  async create({ username, email, password, role, name = null }: CreateUserDto, caller: Principal): Promise<UserDto> {
    requireRightsOf(role, caller);
    await checkPassword(password, { username, email });
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(async (tx) => {
      await this.current.require(tx, caller, 'users.manage');
      const made = await this.accounts.insert(tx, { id: uuidv7(), username, email, name, passwordHash, role });
      if (made === undefined) throw UserErrors.taken.with();
      await this.note(tx, 'user.create', made, caller, { role });
      return toUserDto(made);
    });
  }

  /** Deactivation ends all rights of the user. Throws request.invalid, auth.forbidden, users.not_found, users.last_admin. */
  async update(id: string, { active, name }: UpdateUserDto, caller: Principal): Promise<UserDto> {
    if (active === undefined && name === undefined) {
      throw invalid([{ field: '', message: 'must hold at least one of active and name' }]);
    }
    return this.change(id, { active, name }, caller, async (tx, changed) => {
      const fields = { ...(active === undefined ? {} : { active }), ...(name === undefined ? {} : { renamed: true }) };
      await this.note(tx, 'user.update', changed, caller, fields);
    });
  }

  /** Ends all rights that the user had from the role before. Throws auth.forbidden, users.not_found, users.last_admin. */
  async changeRole(id: string, role: Role, caller: Principal): Promise<UserDto> {
    requireRightsOf(role, caller);
    return this.change(id, { role }, caller, async (tx, changed, before) => {
      await this.note(tx, 'user.role_change', changed, caller, { from: before.role, to: role });
    });
  }

  /** Ends all rights of the user. Throws auth.forbidden, users.not_found, users.last_admin. */
  async delete(id: string, caller: Principal): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await this.hold(tx, id, caller, true);
      await this.rights.endAll(tx, id, 'deactivated');
      await this.accounts.delete(tx, id);
      await this.note(tx, 'user.delete', account, caller, { role: account.role });
    });
  }

  /** What is so already is no change: it ends nothing and is not noted. */
  private change(
    id: string,
    changes: AccountChanges,
    caller: Principal,
    note: (tx: Transaction, changed: AccountRow, before: AccountRow) => Promise<void>,
  ): Promise<UserDto> {
    return this.database.transaction(async (tx) => {
      const takesRights = changes.active === false || changes.role !== undefined;
      const before = await this.hold(tx, id, caller, takesRights && changes.role !== 'admin');
      if (!differs(changes, before)) return toUserDto(before);
      const changed = await this.accounts.update(tx, id, changes);
      const ending = endingOf(before, changed);
      if (ending !== undefined) await this.rights.endAll(tx, id, ending);
      await note(tx, changed, before);
      return toUserDto(changed);
    });
  }

  /**
   * The user as he is until the transaction ends.
   * @param mayTakeAdmin whether it can leave Parley with an active admin less
   */
  private async hold(tx: Transaction, id: string, caller: Principal, mayTakeAdmin: boolean): Promise<AccountRow> {
    const admins = await this.accounts.hold(tx, [id, caller.userId], mayTakeAdmin);
    await this.current.require(tx, caller, 'users.manage');
    const account = found(await this.accounts.findById(id, tx), id);
    requireRightsOf(account.role, caller);
    const isActiveAdmin = account.role === 'admin' && account.active;
    if (mayTakeAdmin && isActiveAdmin && !admins.some((admin) => admin !== id)) {
      throw UserErrors.lastAdmin.with('Make somebody else an active admin first.');
    }
    return account;
  }

  private note(
    tx: Transaction,
    action: AuditedAct['action'],
    { id, username }: AccountRow,
    caller: Principal,
    details: AuditedAct['details'],
  ): Promise<void> {
    const target = { kind: 'user', id } as const;
    return this.audit.record({ action, outcome: 'ok', actor: caller, target, details: { username, ...details } }, tx);
  }
}

function differs(changes: AccountChanges, account: AccountRow): boolean {
  const fields = ['name', 'active', 'role'] as const;
  return fields.some((field) => changes[field] !== undefined && changes[field] !== account[field]);
}

function endingOf(before: AccountRow, after: AccountRow): EndReason | undefined {
  if (before.active && !after.active) return 'deactivated';
  return before.role === after.role ? undefined : 'role';
}

function found(account: AccountRow | undefined, id: string): AccountRow {
  if (account === undefined) throw UserErrors.notFound.with(`There is no user ${id}.`);
  return account;
}
