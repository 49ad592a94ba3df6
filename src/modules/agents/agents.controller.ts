import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { PageOf } from '../../core/database/paging';
import { CoreErrors } from '../../core/errors/core-errors';
import { Operation } from '../../core/http/operation.decorator';
import { pageOf } from '../../core/http/page-query.dto';
import { UuidParam } from '../../core/http/uuid-param';
import { AgentErrors } from './agents.errors';
import { AgentsService } from './agents.service';
import { AgentDto } from './dto/agent.dto';
import { AgentListQuery } from './dto/agent-queries.dto';
import { UpdateAgentDto } from './dto/update-agent.dto';

@ApiTags('agents')
@Controller('agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Get()
  @Allow('calls.read')
  @Operation({
    summary: 'List agents',
    description:
      'By name, without regard to capitals. `q` finds agents while it is being typed: `mar lo` finds Maria Lopez.',
    ok: pageOf(AgentDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() query: AgentListQuery): Promise<PageOf<AgentDto>> {
    return this.agents.list(query);
  }

  @Get(':id')
  @Allow('calls.read')
  @Operation({
    summary: 'Read an agent',
    description: 'One agent. Agents are made by the first call that names them.',
    ok: AgentDto,
    errors: [AgentErrors.notFound],
  })
  get(@UuidParam('id') id: string): Promise<AgentDto> {
    return this.agents.get(id);
  }

  @Patch(':id')
  @Allow('calls.write')
  @Operation({
    summary: 'Change an agent',
    description:
      'Changes the fields that are given; null clears `team` and `userId`. A new name shows in all calls at once, and ' +
      'later calls do not change it. To link the agent to a user, or to undo that, takes the permission `users.manage`.',
    ok: AgentDto,
    errors: [AgentErrors.notFound, AgentErrors.userUnknown, AgentErrors.userTaken],
  })
  update(@UuidParam('id') id: string, @Body() body: UpdateAgentDto, @Caller() caller: Principal): Promise<AgentDto> {
    return this.agents.update(id, body, caller);
  }
}
