import { Controller, Get, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Allow, Caller } from '../../../core/access/decorators';
import { Limited } from '../../../core/access/limits/limited.decorator';
import { Principal } from '../../../core/access/principal';
import { CoreErrors } from '../../../core/errors/core-errors';
import { ReadsBodyItself } from '../../../core/http/body.decorators';
import { HttpErrors } from '../../../core/http/http-errors';
import { Idempotent } from '../../../core/http/idempotency/idempotent.decorator';
import { Operation } from '../../../core/http/operation.decorator';
import { UuidParam } from '../../../core/http/uuid-param';
import { JobDto } from '../../../core/queues/job.dto';
import { BulkErrors } from './bulk.errors';
import { bulkBody, rejectionsContent } from './bulk.examples';
import { BulkService } from './bulk.service';
import { RejectionsQuery } from './rejections.dto';
import { Download, RejectionsService } from './rejections.service';

@ApiTags('calls')
@Controller('calls/bulk')
export class BulkController {
  constructor(
    private readonly bulk: BulkService,
    private readonly rejected: RejectionsService,
  ) {}

  @Post()
  @Allow('calls.write')
  @Idempotent({ body: 'streamed' })
  @Limited('uploads', 'ingest')
  @ReadsBodyItself('a file of gigabytes, which is stored while it comes')
  @Operation({
    summary: 'Ingest many calls',
    description:
      'Takes calls as `POST /calls` does, each completed: one JSON array of them, or NDJSON with one per line; up to 2 GB ' +
      'after decompression (`Content-Encoding`: gzip, deflate or br), 5 MB per call. What is not one array of objects is ' +
      'refused whole, with the line. Then the file is safe and a job goes through it: it stores each call ' +
      'once by its `externalId`, and rejects one that is not valid alone. Its `result` counts `accepted`, `duplicates` and ' +
      '`rejected`, which add up to `total`. The body may come slowly, but not below 10 kB a second over half a minute. At ' +
      'most 100 ingests wait or run at a time, half of them of one user, and four files of his come at a time, unless the ' +
      'installation says otherwise; `Retry-After` tells when to try again.',
    body: bulkBody(),
    status: 202,
    ok: JobDto,
    answer: {
      headers: { Location: { description: 'Where the job is.', schema: { type: 'string', format: 'uri-reference' } } },
      links: { rejections: { operationId: 'bulkRejections', parameters: { id: '$response.body#/id' } } },
    },
    errors: [BulkErrors.backlog, HttpErrors.timeout, CoreErrors.storageFull],
  })
  async receive(
    @Req() request: Request,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobDto> {
    return answerAccepted(response, await this.bulk.receive(request, caller));
  }

  @Get(':id/rejections')
  @Allow('jobs.own')
  @Operation({
    summary: 'Download what a bulk ingest rejected',
    description:
      'One row for each call that was not stored, as CSV (RFC 4180) with a header or as NDJSON: `line` is its line of ' +
      'NDJSON, or which element of the array it was, from 1; `reason` says what was wrong. They are there when the job has ended, ' +
      'the first 100,000 of them. Cells that a spreadsheet would take for a formula begin with an apostrophe. Your own ingests; with the ' +
      'permission `jobs.manage` any. An answer that breaks off is not whole: repeat it.',
    answer: { description: 'The file.', content: rejectionsContent() },
    errors: [BulkErrors.notFound],
  })
  async rejections(
    @UuidParam() id: string,
    @Query() { format }: RejectionsQuery,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    return toFile(await this.rejected.download(id, format, caller));
  }
}

function answerAccepted(response: Response, job: JobDto): JobDto {
  response.location(`/api/v1/jobs/${job.id}`);
  return job;
}

function toFile({ content, type, name }: Download): StreamableFile {
  return new StreamableFile(content, { type, disposition: `attachment; filename="${name}"` });
}
