import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { PageOf } from '../../core/database/paging';
import { CoreErrors } from '../../core/errors/core-errors';
import { Idempotent } from '../../core/http/idempotency/idempotent.decorator';
import { Operation } from '../../core/http/operation.decorator';
import { pageOf } from '../../core/http/page-query.dto';
import { UuidParam } from '../../core/http/uuid-param';
import { ChangeRoleDto, CreateUserDto, UpdateUserDto } from './dto/user-changes.dto';
import { UserListQuery } from './dto/user-list.query.dto';
import { UserDto } from './dto/user.dto';
import { UserAdministrationService } from './user-administration.service';
import { UserErrors } from './users.service';

const OF_EQUALS =
  'The caller must hold all permissions of the role that the user has. With an API key only viewers can be changed: ' +
  'every other role may make API keys, which no key may. ';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UserAdministrationService) {}

  @Get()
  @Allow('users.manage')
  @Operation({
    summary: 'List users',
    description:
      'By user name, without regard to capitals. `q` finds users while it is being typed: `mar ex` finds Maria and ' +
      'everybody else whose e-mail address is at example.com and who is called so.',
    ok: pageOf(UserDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() query: UserListQuery): Promise<PageOf<UserDto>> {
    return this.users.list(query);
  }

  @Get(':id')
  @Allow('users.manage')
  @Operation({
    summary: 'Read a user',
    description: 'One user, active or not.',
    ok: UserDto,
    errors: [UserErrors.notFound],
  })
  get(@UuidParam('id') id: string): Promise<UserDto> {
    return this.users.get(id);
  }

  @Post()
  @Allow('users.manage')
  @Idempotent()
  @Operation({
    summary: 'Create a user',
    description:
      'Also where registration is closed. The caller must hold all permissions of the role; with an API key only viewers can be created. Tell the user the password ' +
      'on a safe way, and to change it.',
    status: 201,
    ok: UserDto,
    errors: [UserErrors.taken],
  })
  create(@Body() body: CreateUserDto, @Caller() caller: Principal): Promise<UserDto> {
    return this.users.create(body, caller);
  }

  @Patch(':id')
  @Allow('users.manage')
  @Operation({
    summary: 'Change a user',
    description:
      `${OF_EQUALS}Deactivating ends the sessions of the user and rests his API keys, within 5 s everywhere; activating ` +
      'lets him sign in again. The last active admin cannot be deactivated.',
    ok: UserDto,
    errors: [UserErrors.notFound, UserErrors.lastAdmin],
  })
  update(@UuidParam('id') id: string, @Body() body: UpdateUserDto, @Caller() caller: Principal): Promise<UserDto> {
    return this.users.update(id, body, caller);
  }

  @Patch(':id/role')
  @Allow('users.manage')
  @Operation({
    summary: 'Change the role of a user',
    description:
      `${OF_EQUALS}The same holds of the new role. Ends the sessions of the user within 5 s everywhere; his API keys keep ` +
      'what the new role allows. The last active admin cannot be given another role.',
    ok: UserDto,
    errors: [UserErrors.notFound, UserErrors.lastAdmin],
  })
  changeRole(@UuidParam('id') id: string, @Body() body: ChangeRoleDto, @Caller() caller: Principal): Promise<UserDto> {
    return this.users.changeRole(id, body.role, caller);
  }

  @Delete(':id')
  @Allow('users.manage')
  @Operation({
    summary: 'Delete a user',
    description:
      `${OF_EQUALS}Takes the account with its sessions and API keys; an agent linked to it stays, without the link. The ` +
      'last active admin cannot be deleted.',
    status: 204,
    errors: [UserErrors.notFound, UserErrors.lastAdmin],
  })
  delete(@UuidParam('id') id: string, @Caller() caller: Principal): Promise<void> {
    return this.users.delete(id, caller);
  }
}
