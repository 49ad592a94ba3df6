import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Allow, Caller, Public } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { KILOBYTE, ReadsBody } from '../../core/http/body.decorators';
import { Operation } from '../../core/http/operation.decorator';
import { UserErrors } from '../users/users.service';
import { AuthErrors } from './auth.errors';
import { AuthService } from './auth.service';
import { LoginDto, RegisterDto } from './dto/credentials.dto';
import { AccountDto, TokenDto } from './dto/session.dto';

/** OAuth2 clients send these with a form login; they mean nothing here. */
const OAUTH2_FIELDS = ['grant_type', 'scope', 'client_id', 'client_secret'];

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('register')
  @Public()
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
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ReadsBody({ limit: 10 * KILOBYTE, form: { ignore: OAUTH2_FIELDS } })
  @Operation({
    summary: 'Sign in',
    description:
      'Answers an access token that lasts `expires_in` seconds. Takes JSON, or the form of the OAuth2 password flow, ' +
      'whose fields `grant_type`, `scope`, `client_id` and `client_secret` are ignored.',
    ok: TokenDto,
    errors: [AuthErrors.wrongCredentials],
  })
  login(@Body() body: LoginDto): Promise<TokenDto> {
    return this.auth.login(body);
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
