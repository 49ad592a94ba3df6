import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Allow, Caller, Public, SessionOnly } from '../../core/access/decorators';
import { Limited } from '../../core/access/limits/limited.decorator';
import { Principal } from '../../core/access/principal';
import { KILOBYTE, ReadsBody } from '../../core/http/body.decorators';
import { Operation } from '../../core/http/operation.decorator';
import { UserErrors } from '../users/users.service';
import { AuthErrors } from './auth.errors';
import { AuthService } from './auth.service';
import { AccountDto } from './dto/account.dto';
import { ChangePasswordDto, LoginDto, RegisterDto } from './dto/credentials.dto';
import { TokenDto } from './dto/token.dto';
import { RefreshDto } from './sessions/dto/refresh.dto';
import { LoginService } from './sessions/login.service';
import { RefreshService } from './sessions/refresh.service';
import { SessionsService } from './sessions/sessions.service';

/** OAuth2 clients send these with a form; they mean nothing here. */
const OAUTH2_FIELDS = ['grant_type', 'scope', 'client_id', 'client_secret'];

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly logins: LoginService,
    private readonly refreshes: RefreshService,
    private readonly sessions: SessionsService,
  ) {}

  @Post('register')
  @Public()
  @Limited('register')
  @Operation({
    summary: 'Register',
    description: 'Makes an account with the role `user`. Closed in production unless REGISTRATION=open.',
    status: 201,
    ok: AccountDto,
    errors: [AuthErrors.registrationClosed, UserErrors.taken],
  })
  register(@Body() body: RegisterDto): Promise<AccountDto> {
    return this.auth.register(body);
  }

  @Post('login')
  @Public()
  @Limited('login-account', 'login-ip')
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ReadsBody({ limit: 10 * KILOBYTE, form: { ignore: OAUTH2_FIELDS } })
  @Operation({
    summary: 'Sign in',
    description:
      'Opens a session and answers its access token, which lasts `expires_in` seconds, and its refresh token. Takes JSON, ' +
      'or the form of the OAuth2 password flow, whose fields `grant_type`, `scope`, `client_id` and `client_secret` are ignored.',
    ok: TokenDto,
    errors: [AuthErrors.wrongCredentials],
  })
  login(@Body() body: LoginDto): Promise<TokenDto> {
    return this.logins.login(body);
  }

  @Post('refresh')
  @Public()
  @Limited('refresh')
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ReadsBody({ limit: 10 * KILOBYTE, form: { ignore: OAUTH2_FIELDS } })
  @Operation({
    summary: 'Carry a session on',
    description:
      'Exchanges a refresh token, once, for a new access token and the next refresh token. When the answer was lost, the ' +
      'last token can be sent again for 10 s and is answered the same next one. **Using a token again later ends the ' +
      'session**: somebody else may hold it. Takes JSON, or the form of the OAuth2 refresh flow.',
    ok: TokenDto,
    errors: [AuthErrors.refreshRefused],
  })
  refresh(@Body() body: RefreshDto): Promise<TokenDto> {
    return this.refreshes.refresh(body.refresh_token);
  }

  @Post('logout')
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'Sign out',
    description:
      'Ends this session: its refresh token is refused from now on, its access token within 5 s by every process.',
    status: 204,
    errors: [],
  })
  logout(@Caller() caller: Principal): Promise<void> {
    return this.sessions.logout(caller);
  }

  @Post('logout-all')
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'Sign out everywhere',
    description: 'Ends all sessions of the caller, this one too. API keys stay.',
    status: 204,
    errors: [],
  })
  logoutAll(@Caller() caller: Principal): Promise<void> {
    return this.sessions.logoutAll(caller);
  }

  @Post('change-password')
  @Allow('account.own')
  @SessionOnly()
  @Limited('password')
  @Operation({
    summary: 'Change the password',
    description: 'Takes the current one. Ends all other sessions of the caller; this one and the API keys stay.',
    status: 204,
    errors: [UserErrors.wrongPassword],
  })
  changePassword(@Caller() caller: Principal, @Body() body: ChangePasswordDto): Promise<void> {
    return this.auth.changePassword(caller, body);
  }

  @Get('me')
  @Allow('account.own')
  @Operation({
    summary: 'Who am I',
    description: 'The account of the caller, with its role and permissions.',
    ok: AccountDto,
    errors: [],
  })
  me(@Caller() caller: Principal): Promise<AccountDto> {
    return this.auth.account(caller);
  }
}
