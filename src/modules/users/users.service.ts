import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { passwordFault } from '../../core/access/password-policy';
import { Role } from '../../core/access/permissions';
import { ConfigError } from '../../core/config/config';
import { Database } from '../../core/database/database';
import { uuidv7 } from '../../core/database/ids';
import { defineError } from '../../core/errors/app-error';
import { User } from './entities/user.entity';
import { PasswordHasher } from './password-hasher';
import { UsersRepository } from './users.repository';

export const UserErrors = {
  taken: defineError({ code: 'users.taken', status: 409, title: 'The user name or e-mail address is taken' }),
  notFound: defineError({ code: 'users.not_found', status: 404, title: 'There is no such user' }),
  wrongPassword: defineError({ code: 'users.wrong_password', status: 422, title: 'The current password is wrong' }),
  lastAdmin: defineError({ code: 'users.last_admin', status: 409, title: 'There must be an active admin' }),
};

/** A user as other modules see it. */
export interface UserRecord {
  id: string;
  username: string;
  email: string | null;
  /** Null until somebody sets it. */
  name: string | null;
  role: Role;
  active: boolean;
  createdAt: Date;
}

export interface NewAccount {
  username: string;
  email: string;
  password: string;
  role: Role;
}

export interface FirstAdmin {
  password: string;
  generated: boolean;
}

const FIRST_ADMIN = { username: 'admin', email: null, role: 'admin' } as const;
const GENERATED_PASSWORD_BYTES = 15;

@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes the account of somebody who registers. Throws users.taken. The role is the caller's decision, never the request's. */
  async create({ username, email, password, role }: NewAccount): Promise<UserRecord> {
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(async (tx) => {
      const user = await this.users.insert({ id: uuidv7(), username, email, passwordHash, role }, tx);
      if (user === undefined) throw UserErrors.taken.with();
      const actor = { userId: user.id, username: user.username };
      const target = { kind: 'user', id: user.id } as const;
      await this.audit.record({ action: 'auth.register', outcome: 'ok', actor, target }, tx);
      return toRecord(user);
    });
  }

  async findById(id: string): Promise<UserRecord | undefined> {
    const user = await this.users.findById(id);
    return user && toRecord(user);
  }

  /**
   * With no users yet, makes the user `admin`; answers its password, or undefined when there are users already. Throws
   * ConfigError for a given password that is too easily guessed.
   */
  async ensureFirstAdmin(password?: string): Promise<FirstAdmin | undefined> {
    if (!(await this.users.isEmpty())) return undefined;
    if (password !== undefined) await refuseWeakAdmin(password);
    const chosen = password ?? randomBytes(GENERATED_PASSWORD_BYTES).toString('base64url');
    const passwordHash = await this.passwords.hash(chosen);
    const made = await this.insertFirstAdmin(passwordHash);
    return made ? { password: chosen, generated: password === undefined } : undefined;
  }

  /** Answers false when there are users by now. */
  private insertFirstAdmin(passwordHash: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const id = uuidv7();
      if (!(await this.users.insertFirst(tx, { id, ...FIRST_ADMIN, passwordHash }))) return false;
      const { username, role } = FIRST_ADMIN;
      const target = { kind: 'user', id } as const;
      await this.audit.record({ action: 'user.create', outcome: 'ok', target, details: { username, role } }, tx);
      return true;
    });
  }
}

async function refuseWeakAdmin(password: string): Promise<void> {
  const fault = await passwordFault(password, FIRST_ADMIN);
  if (fault !== undefined) throw new ConfigError(`ADMIN_PASSWORD ${fault}.`);
}

function toRecord({ id, username, email, name, role, active, createdAt }: User): UserRecord {
  return { id, username, email, name, role, active, createdAt };
}
