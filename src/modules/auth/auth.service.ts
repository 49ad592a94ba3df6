import { Injectable } from '@nestjs/common';
import { checkPassword } from '../../core/access/password-policy';
import { Principal } from '../../core/access/principal';
import { Config } from '../../core/config/config';
import { AccessErrors } from '../../core/errors/core-errors';
import { CredentialsService } from '../users/credentials.service';
import { UsersService } from '../users/users.service';
import { AuthErrors } from './auth.errors';
import { AccountDto, toAccountDto } from './dto/account.dto';
import { ChangePasswordDto, RegisterDto } from './dto/credentials.dto';

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly credentials: CredentialsService,
    private readonly config: Config,
  ) {}

  /** Makes an account with the role `user`. Throws auth.registration_closed, request.invalid, users.taken. */
  async register({ username, email, password }: RegisterDto): Promise<AccountDto> {
    if (!this.config.registrationOpen) throw AuthErrors.registrationClosed.with('Ask an administrator for an account.');
    await checkPassword(password, { username, email });
    return toAccountDto(await this.users.create({ username, email, password, role: 'user' }));
  }

  /** Throws auth.invalid when the account is gone. */
  async account(principal: Principal): Promise<AccountDto> {
    const user = await this.users.findById(principal.userId);
    if (user === undefined || !user.active) throw AccessErrors.invalid.with('This account is not active.');
    return toAccountDto(user);
  }

  /** Ends the caller's other sessions. Throws users.wrong_password, unavailable. */
  changePassword(caller: Principal, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const passwords = { current: currentPassword, next: newPassword };
    return this.credentials.change(caller, passwords);
  }
}
