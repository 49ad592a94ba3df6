import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller, SessionOnly } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { PageOf } from '../../../core/database/paging';
import { CoreErrors } from '../../../core/errors/core-errors';
import { Idempotent } from '../../../core/http/idempotency/idempotent.decorator';
import { Operation } from '../../../core/http/operation.decorator';
import { pageOf } from '../../../core/http/page-query.dto';
import { UuidParam } from '../../../core/http/uuid-param';
import { ApiKeyErrors } from './api-keys.errors';
import { ApiKeysService, MAX_LIVE_KEYS } from './api-keys.service';
import { ApiKeyDto, CreatedApiKeyDto } from './dto/api-key.dto';
import { ApiKeyListQuery } from './dto/api-key-queries.dto';
import { CreateApiKeyDto } from './dto/create-api-key.dto';

@ApiTags('auth')
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Allow('apiKeys.own')
  @Idempotent()
  @SessionOnly()
  @Operation({
    summary: 'Make an API key',
    description:
      '`key` is told in this answer and never again: keep it. Send it as the header `X-API-Key`, or as `auth.apiKey` of ' +
      'a socket handshake. It acts as you, and may what it was given as far as your role allows it at the time. ' +
      `At most ${MAX_LIVE_KEYS} keys at a time.`,
    status: 201,
    ok: CreatedApiKeyDto,
    errors: [ApiKeyErrors.tooMany],
  })
  create(@Body() body: CreateApiKeyDto, @Caller() caller: Principal): Promise<CreatedApiKeyDto> {
    return this.keys.create(body, caller);
  }

  @Get()
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'List API keys',
    description: 'Your keys, the latest first, expired ones included, revoked ones not.',
    ok: pageOf(ApiKeyDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() query: ApiKeyListQuery, @Caller() caller: Principal): Promise<PageOf<ApiKeyDto>> {
    return this.keys.list(query, caller);
  }

  @Delete(':id')
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'Revoke an API key',
    description:
      'For good, within 5 seconds on every instance; sockets that it opened are closed. With the permission ' +
      '`users.manage` also the key of somebody else.',
    status: 204,
    errors: [ApiKeyErrors.notFound],
  })
  revoke(@UuidParam('id') id: string, @Caller() caller: Principal): Promise<void> {
    return this.keys.revoke(id, caller);
  }
}
