import { Controller, Delete, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Allow, Caller, SessionOnly } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { PageCookie } from '../../../core/access/tokens/page-cookie';
import { Operation } from '../../../core/http/operation.decorator';

@ApiTags('auth')
@Controller('auth/admin-cookie')
export class AdminCookieController {
  constructor(private readonly cookie: PageCookie) {}

  @Post()
  @Allow('jobs.manage')
  @SessionOnly()
  @Operation({
    summary: 'Let this browser into the admin pages',
    description:
      'Sets an HttpOnly cookie for `/admin`, good for an hour or until the session ends, with which a browser may open ' +
      '`/admin/queues`. It opens nothing else.',
    status: 204,
    answer: { headers: { 'Set-Cookie': { schema: { type: 'string' } } } },
    errors: [],
  })
  enter(@Caller() caller: Principal, @Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    response.setHeader('Set-Cookie', this.cookie.give(caller, request));
  }

  @Delete()
  @Allow('jobs.manage')
  @SessionOnly()
  @Operation({
    summary: 'Close the admin pages to this browser',
    description: 'Removes the cookie.',
    status: 204,
    answer: { headers: { 'Set-Cookie': { schema: { type: 'string' } } } },
    errors: [],
  })
  leave(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    response.setHeader('Set-Cookie', this.cookie.take(request));
  }
}
