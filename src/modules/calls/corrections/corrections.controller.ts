import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { PageOf } from '../../../core/database/paging';
import { CoreErrors } from '../../../core/errors/core-errors';
import { KILOBYTE, ReadsBody } from '../../../core/http/body.decorators';
import { IntegerParam } from '../../../core/http/integer-param';
import { Operation } from '../../../core/http/operation.decorator';
import { PageQuery, pageOf } from '../../../core/http/page-query.dto';
import { UuidParam } from '../../../core/http/uuid-param';
import { CallErrors } from '../calls.errors';
import { CallDto } from '../dto/call.dto';
import { MAX_SEQ, MAX_VERSION } from '../limits';
import { correctDetailsExamples, correctTextExamples, swapExamples } from './corrections.examples';
import { CorrectionErrors } from './corrections.errors';
import { CorrectionsService } from './corrections.service';
import { CallVersionDto, VersionContentDto } from './dto/call-version.dto';
import { CorrectCallDto, CorrectUtteranceDto, ExpectedVersionDto } from './dto/correction.dto';
import { VersionsService } from './versions.service';

const HOW_IT_GOES =
  'Answers the call with its new `epoch`, which is its version; a correction that changes nothing makes no new one. ' +
  'When the call is not in the `expectedVersion` any more, nothing is changed. Whoever follows the call over the ' +
  'socket gets `resync`, and the version before stays readable.';

@ApiTags('calls')
@Controller('calls')
export class CorrectionsController {
  constructor(
    private readonly corrections: CorrectionsService,
    private readonly versions: VersionsService,
  ) {}

  @Patch(':id')
  @Allow('calls.write')
  @ApiBody({ type: CorrectCallDto, examples: correctDetailsExamples })
  @Operation({
    summary: 'Correct the details of a call',
    description: `Replaces tags, customer or metadata; what is left out stays. ${HOW_IT_GOES}`,
    ok: CallDto,
    errors: [CallErrors.notFound, CorrectionErrors.stale],
  })
  correctDetails(
    @UuidParam('id') callId: string,
    @Body() { expectedVersion, ...details }: CorrectCallDto,
    @Caller() by: Principal,
  ): Promise<CallDto> {
    return this.corrections.correctDetails({ callId, expectedVersion, by }, details);
  }

  @Patch(':id/utterances/:seq')
  @Allow('calls.write')
  // 20,000 characters, each escaped as JSON allows it.
  @ReadsBody({ limit: 300 * KILOBYTE })
  @ApiBody({ type: CorrectUtteranceDto, examples: correctTextExamples })
  @Operation({
    summary: 'Correct the text of an utterance',
    description:
      'The text is scored anew, and everything that follows from it is as if it had come like that: the rolling ' +
      'scores, the trend and the sentiment of the call. Word times and the sentiment of the source stay as they came, ' +
      `and so does what tells a repeated delivery: the original, sent again, still changes nothing. ${HOW_IT_GOES}`,
    ok: CallDto,
    errors: [CallErrors.notFound, CorrectionErrors.noUtterance, CorrectionErrors.stale, CallErrors.tooLong],
  })
  correctText(
    @UuidParam('id') callId: string,
    @IntegerParam('seq', { min: 1, max: MAX_SEQ }) seq: number,
    @Body() { expectedVersion, text }: CorrectUtteranceDto,
    @Caller() by: Principal,
  ): Promise<CallDto> {
    return this.corrections.correctText({ callId, expectedVersion, by }, seq, text);
  }

  @Post(':id/swap-speakers')
  @Allow('calls.write')
  @ApiBody({ type: ExpectedVersionDto, examples: swapExamples })
  @Operation({
    summary: 'Swap agent and customer',
    description:
      'For calls whose channels were mixed up: what the agent said becomes the customer’s and the other way round, in ' +
      'all utterances stored so far; `other` stays. All scores that follow from it are computed anew. Utterances that ' +
      `are appended later keep the speaker they come with. ${HOW_IT_GOES}`,
    ok: CallDto,
    errors: [CallErrors.notFound, CorrectionErrors.stale],
  })
  swapSpeakers(
    @UuidParam('id') callId: string,
    @Body() { expectedVersion }: ExpectedVersionDto,
    @Caller() by: Principal,
  ): Promise<CallDto> {
    return this.corrections.swapSpeakers({ callId, expectedVersion, by });
  }

  @Get(':id/versions')
  @Allow('calls.read')
  @Operation({
    summary: 'List the versions of a call',
    description:
      'Newest first: how each version came about, when and by whom. Version 1 is the call as it was received, each ' +
      'further one was made by a correction.',
    ok: pageOf(CallVersionDto),
    errors: [CallErrors.notFound, CoreErrors.badCursor],
  })
  list(@UuidParam('id') callId: string, @Query() query: PageQuery): Promise<PageOf<CallVersionDto>> {
    return this.versions.list(callId, query);
  }

  @Get(':id/versions/:version')
  @Allow('calls.read')
  @Operation({
    summary: 'Read a version of a call',
    description:
      'What can be corrected, as it was when the next version replaced it, or as it is now for the current one: ' +
      'details, sentiment and transcript. Utterances that were appended later are not part of an earlier version.',
    ok: VersionContentDto,
    errors: [CallErrors.notFound, CorrectionErrors.noVersion],
  })
  version(
    @UuidParam('id') callId: string,
    @IntegerParam('version', { min: 1, max: MAX_VERSION }) version: number,
  ): Promise<VersionContentDto> {
    return this.versions.get(callId, version);
  }
}
