import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller, SessionOnly } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { PageOf } from '../../../core/database/paging';
import { CoreErrors } from '../../../core/errors/core-errors';
import { Operation } from '../../../core/http/operation.decorator';
import { pageOf, PageQuery } from '../../../core/http/page-query.dto';
import { UuidParam } from '../../../core/http/uuid-param';
import { AuthErrors } from '../auth.errors';
import { SessionDto } from './dto/session.dto';
import { SessionsService } from './sessions.service';

@ApiTags('auth')
@Controller('auth/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'List own sessions',
    description:
      'Where the caller is signed in, the newest login first. Sessions that ended or expired are not listed.',
    ok: pageOf(SessionDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Caller() caller: Principal, @Query() query: PageQuery): Promise<PageOf<SessionDto>> {
    return this.sessions.list(caller, query);
  }

  @Delete(':id')
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'End an own session',
    description:
      'Its refresh token is refused from now on, its access token within 5 s by every process, and its sockets are ' +
      'disconnected.',
    status: 204,
    errors: [AuthErrors.sessionNotFound],
  })
  end(@UuidParam('id') id: string, @Caller() caller: Principal): Promise<void> {
    return this.sessions.end(caller, id);
  }
}
