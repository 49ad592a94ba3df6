import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../core/access/access-tokens';
import { checkPassword } from '../../core/access/password-policy';
import { Principal } from '../../core/access/principal';
import { Config } from '../../core/config/config';
import { uuidv7 } from '../../core/database/ids';
import { AccessErrors } from '../../core/errors/core-errors';
import { UsersService } from '../users/users.service';
import { AuthErrors } from './auth.errors';
import { LoginDto, RegisterDto } from './dto/credentials.dto';
import { AccountDto, toAccountDto, TokenDto } from './dto/session.dto';

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly tokens: AccessTokens,
    private readonly config: Config,
  ) {}

  /** Makes an account with the role `user`. Throws auth.registration_closed, request.invalid, users.taken. */
  async register({ username, email, password }: RegisterDto): Promise<AccountDto> {
    if (!this.config.registrationOpen) throw AuthErrors.registrationClosed.with('Ask an administrator for an account.');
    await checkPassword(password, { username, email });
    return toAccountDto(await this.users.create({ username, email, password, role: 'user' }));
  }

  /** Throws auth.wrong_credentials, alike for an unknown user and a wrong password. */
  async login({ username, password }: LoginDto): Promise<TokenDto> {
    const user = await this.users.verifyCredentials(username, password);
    if (user === undefined) throw AuthErrors.wrongCredentials.with();
    const { token, expiresIn } = this.tokens.issue(user, uuidv7());
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, user_id: user.id };
  }

  /** Throws auth.invalid when the account is gone. */
  async account(principal: Principal): Promise<AccountDto> {
    const user = await this.users.findById(principal.userId);
    if (user === undefined || !user.active) throw AccessErrors.invalid.with('This account is not active.');
    return toAccountDto(user);
  }
}
