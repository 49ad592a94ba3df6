import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { passwordFault } from '../../core/access/password-policy';
import { Role } from '../../core/access/permissions';
import { ConfigError } from '../../core/config/config';
import { uuidv7 } from '../../core/database/ids';
import { defineError } from '../../core/errors/app-error';
import { User } from './entities/user.entity';
import { PasswordHasher } from './password-hasher';
import { UsersRepository } from './users.repository';

export const UserErrors = {
  taken: defineError({ code: 'users.taken', status: 409, title: 'The user name or e-mail address is taken' }),
  notFound: defineError({ code: 'users.not_found', status: 404, title: 'There is no such user' }),
};

/** A user as other modules see it. */
export interface UserRecord {
  id: string;
  username: string;
  email: string | null;
  role: Role;
  active: boolean;
  createdAt: Date;
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
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
  ) {}

  /** Throws users.taken. The role is the caller's decision, never the request's. */
  async create(account: { username: string; email: string; password: string; role: Role }): Promise<UserRecord> {
    const passwordHash = await this.passwords.hash(account.password);
    const { username, email, role } = account;
    const user = await this.users.insert({ id: uuidv7(), username, email, passwordHash, role });
    if (user === undefined) throw UserErrors.taken.with();
    return toRecord(user);
  }

  /** Undefined for a wrong name, a wrong password or an inactive user, after the same work in each case. */
  async verifyCredentials(username: string, password: string): Promise<UserRecord | undefined> {
    const user = await this.users.findByUsername(username);
    const matches = await this.passwords.matches(password, user?.passwordHash);
    return user !== undefined && matches && user.active ? toRecord(user) : undefined;
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
    const made = await this.users.insertFirst({
      id: uuidv7(),
      ...FIRST_ADMIN,
      passwordHash,
    });
    return made ? { password: chosen, generated: password === undefined } : undefined;
  }

  /** Sets a new random password and answers it. Throws users.not_found. */
  async resetPassword(username: string): Promise<string> {
    const password = randomBytes(GENERATED_PASSWORD_BYTES).toString('base64url');
    const done = await this.users.updatePassword(username, await this.passwords.hash(password));
    if (!done) throw UserErrors.notFound.with(`There is no user named ${username}.`);
    return password;
  }
}

async function refuseWeakAdmin(password: string): Promise<void> {
  const fault = await passwordFault(password, FIRST_ADMIN);
  if (fault !== undefined) throw new ConfigError(`ADMIN_PASSWORD ${fault}.`);
}

function toRecord({ id, username, email, role, active, createdAt }: User): UserRecord {
  return { id, username, email, role, active, createdAt };
}
