import { Body, Controller, Delete, Get, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Limited } from '../../core/access/limits/limited.decorator';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { PageOf } from '../../core/database/paging';
import { CoreErrors } from '../../core/errors/core-errors';
import { MEGABYTE, ReadsBody } from '../../core/http/body.decorators';
import { Idempotent } from '../../core/http/idempotency/idempotent.decorator';
import { JsonText, SendsJsonText } from '../../core/http/json-text';
import { Operation } from '../../core/http/operation.decorator';
import { pageOf } from '../../core/http/page-query.dto';
import { UuidParam } from '../../core/http/uuid-param';
import { CallErrors } from './calls.errors';
import { appendExamples, completeExamples, createExamples } from './calls.examples';
import { CallsService } from './calls.service';
import { CallDto } from './dto/call.dto';
import { ListedCallDto } from './dto/search-hit.dto';
import { ListsService } from './lists.service';
import { AfterQuery, CallListQuery, TranscriptQuery } from './dto/call-queries.dto';
import { CompleteCallDto, CreateCallDto } from './dto/create-call.dto';
import { StreamSnapshotDto, TranscriptDto } from './dto/transcript.dto';
import { AppendedDto, AppendUtterancesDto } from './dto/utterance.dto';
import { toNewCall, toNewUtterance } from './new-call';
import { TranscriptsService } from './transcripts.service';

@ApiTags('calls')
@Controller('calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly transcripts: TranscriptsService,
    private readonly lists: ListsService,
  ) {}

  @Post()
  @Allow('calls.write')
  @Idempotent()
  @Limited('ingest')
  @ReadsBody({ limit: 5 * MEGABYTE })
  @ApiBody({ type: CreateCallDto, examples: createExamples })
  @ApiOkResponse({ type: CallDto, description: 'The same call had been created before.' })
  @Operation({
    summary: 'Create a call',
    description:
      'Creates a live call, or with `utterances` a completed one. The same content under the same `externalId` again ' +
      'answers the same call with 200; other content under it is refused. Give an `externalId` or an `Idempotency-Key` ' +
      'whenever the request may have to be repeated: with neither, each request creates a call.',
    status: 201,
    ok: CallDto,
    errors: [CallErrors.externalIdTaken, CallErrors.utteranceConflict, CallErrors.tooLong],
  })
  async create(@Body() body: CreateCallDto, @Res({ passthrough: true }) response: Response): Promise<CallDto> {
    return answerCreated(response, await this.calls.create(toNewCall(body), 'api'));
  }

  @Get()
  @Allow('calls.read')
  @Operation({
    summary: 'List calls',
    description:
      'Filters are combined. `q` finds calls by what was said in them: `card "lost it" refun* -cancel` asks for a word, a ' +
      'phrase, the beginning of a word, and against a word; all of them must be met by the call, each phrase within one ' +
      'utterance. Words are compared in any form that the language of the call has for them; a live call can be found ' +
      'about a second after something was said. `total` is exact up to 10,000.',
    ok: pageOf(ListedCallDto),
    errors: [CoreErrors.badCursor],
  })
  @SendsJsonText()
  list(@Query() query: CallListQuery): Promise<JsonText<PageOf<ListedCallDto>>> {
    return this.lists.list(query);
  }

  @Get(':id')
  @Allow('calls.read')
  @Operation({
    summary: 'Read a call',
    description: 'One call with its sentiment so far.',
    ok: CallDto,
    errors: [CallErrors.notFound],
  })
  get(@UuidParam('id') id: string): Promise<CallDto> {
    return this.calls.get(id);
  }

  @Post(':id/utterances')
  @Allow('calls.write')
  @Limited('ingest')
  @ReadsBody({ limit: 5 * MEGABYTE })
  @ApiBody({ type: AppendUtterancesDto, examples: appendExamples })
  @Operation({
    summary: 'Append utterances to a live call',
    description:
      'Takes 1 to 500 utterances in any order: all of them or, on a conflict, none. A repeated `seq` with the same ' +
      'content changes nothing, so a delivery whose answer was lost can simply be sent again. A completed call answers ' +
      '409 and tells how many of them were stored before.',
    ok: AppendedDto,
    errors: [CallErrors.notFound, CallErrors.completed, CallErrors.utteranceConflict, CallErrors.tooLong],
  })
  append(@UuidParam('id') id: string, @Body() { utterances }: AppendUtterancesDto): Promise<AppendedDto> {
    return this.calls.append(id, utterances.map(toNewUtterance));
  }

  @Post(':id/complete')
  @Allow('calls.write')
  @ReadsBody({ optional: true })
  @ApiBody({ type: CompleteCallDto, required: false, examples: completeExamples })
  @Operation({
    summary: 'Complete a call',
    description:
      'The call takes no more utterances. Its duration is `endedAt` - `startedAt`, else the end of its last utterance. ' +
      'Completing it again answers the same.',
    ok: CallDto,
    errors: [CallErrors.notFound],
  })
  complete(@UuidParam('id') id: string, @Body() body: CompleteCallDto): Promise<CallDto> {
    return this.calls.complete(id, body.endedAt);
  }

  @Get(':id/transcript')
  @Allow('calls.read')
  @Operation({
    summary: 'Read a transcript',
    description:
      'All utterances in the order of `seq`, each with its score; `include` adds what was kept or derived, and `q` marks ' +
      'where it finds something.',
    ok: TranscriptDto,
    errors: [CallErrors.notFound],
  })
  transcript(@UuidParam('id') id: string, @Query() { include, q }: TranscriptQuery): Promise<TranscriptDto> {
    return this.transcripts.transcript(id, include ?? [], q);
  }

  @Get(':id/sentiment')
  @Allow('calls.read')
  @Operation({
    summary: 'Read the sentiment stream',
    description: 'The points after a position, exactly as they were sent over the socket.',
    ok: StreamSnapshotDto,
    errors: [CallErrors.notFound],
  })
  sentiment(@UuidParam('id') id: string, @Query() { after }: AfterQuery): Promise<StreamSnapshotDto> {
    return this.transcripts.snapshot(id, after);
  }

  @Delete(':id')
  @Allow('calls.delete')
  @Operation({
    summary: 'Delete a call',
    description: 'Deletes the call with its transcript, for good. It is recorded in the audit trail.',
    status: 204,
    errors: [CallErrors.notFound],
  })
  delete(@UuidParam('id') id: string, @Caller() caller: Principal): Promise<void> {
    return this.calls.delete(id, caller);
  }
}

function answerCreated(response: Response, { call, created }: { call: CallDto; created: boolean }): CallDto {
  response.status(created ? 201 : 200).location(`/api/v1/calls/${call.id}`);
  return call;
}
