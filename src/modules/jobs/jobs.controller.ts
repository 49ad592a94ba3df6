import { Body, Controller, Delete, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { PageOf } from '../../core/database/paging';
import { CoreErrors } from '../../core/errors/core-errors';
import { Idempotent } from '../../core/http/idempotency/idempotent.decorator';
import { OrdersJobs } from '../../core/http/openapi-jobs';
import { Operation } from '../../core/http/operation.decorator';
import { pageOf } from '../../core/http/page-query.dto';
import { UuidParam } from '../../core/http/uuid-param';
import { CreateJobDto } from './dto/create-job.dto';
import { JobListQuery } from './dto/job-queries.dto';
import { JobDto, JobStatusDto, VersionedProgressDto } from '../../core/queues/job.dto';
import { JobChangesService } from './job-changes.service';
import { JobErrors } from './jobs.errors';
import { JobsService } from './jobs.service';
import { MAX_UNFINISHED } from './limits';

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly changes: JobChangesService,
  ) {}

  @Post()
  @Allow('jobs.own')
  @Idempotent()
  @OrdersJobs()
  @Operation({
    summary: 'Order a job',
    description:
      'The job is stored before it is answered, and runs whatever happens to Redis or to any process. `payload` depends on ' +
      '`type`, and each type needs a permission, which is checked again when the job begins to run. `priority` orders your ' +
      `own jobs among each other; owners take turns. At most ${MAX_UNFINISHED} of your jobs can wait or run at a time.`,
    status: 202,
    ok: JobDto,
    errors: [JobErrors.tooMany],
  })
  async order(
    @Body() body: CreateJobDto,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobDto> {
    return answerAccepted(response, await this.jobs.order(body, caller));
  }

  @Get()
  @Allow('jobs.own')
  @Operation({
    summary: 'List jobs',
    description:
      'Your jobs; with the permission `jobs.manage` those of everybody and of the schedules. Filters are combined. `total` ' +
      'is exact up to 10,000.',
    ok: pageOf(JobDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() query: JobListQuery, @Caller() caller: Principal): Promise<PageOf<JobDto>> {
    return this.jobs.list(query, caller);
  }

  @Get(':id')
  @Allow('jobs.own')
  @Operation({
    summary: 'Read a job',
    description: 'One of your jobs; with the permission `jobs.manage` any.',
    ok: JobDto,
    errors: [JobErrors.notFound],
  })
  read(@UuidParam() id: string, @Caller() caller: Principal): Promise<JobDto> {
    return this.jobs.read(id, caller);
  }

  @Get(':id/status')
  @Allow('jobs.own')
  @Operation({
    summary: 'Read how a job stands',
    description: 'Its status and times without payload and result, for clients that ask often.',
    ok: JobStatusDto,
    errors: [JobErrors.notFound],
  })
  status(@UuidParam() id: string, @Caller() caller: Principal): Promise<JobStatusDto> {
    return this.jobs.status(id, caller);
  }

  @Get(':id/progress')
  @Allow('jobs.own')
  @Operation({
    summary: 'Read how far a job is',
    description: 'What the job counts depends on its type. `version` is that of the job.',
    ok: VersionedProgressDto,
    errors: [JobErrors.notFound],
  })
  progress(@UuidParam() id: string, @Caller() caller: Principal): Promise<VersionedProgressDto> {
    return this.jobs.progress(id, caller);
  }

  @Post(':id/cancel')
  @Allow('jobs.own')
  @Operation({
    summary: 'Cancel a job',
    description:
      'Ends it, whether it waits or runs; the worker that runs it stops within 2 seconds, and nothing it does after this ' +
      'answer counts. Also for a job that is cancelled already, which is answered as it is.',
    ok: JobDto,
    errors: [JobErrors.notFound, JobErrors.finished],
  })
  cancel(@UuidParam() id: string, @Caller() caller: Principal): Promise<JobDto> {
    return this.changes.cancel(id, caller);
  }

  @Post(':id/retry')
  @Allow('jobs.own')
  @Operation({
    summary: 'Run a job again',
    description:
      'Queues a failed or cancelled job again, at once and with all its attempts. It goes on where it last saved how far ' +
      'it was. You must hold the permission of its type; so must its owner when it begins to run.',
    status: 202,
    ok: JobDto,
    errors: [JobErrors.notFound, JobErrors.notRetryable, JobErrors.tooMany],
  })
  async retry(
    @UuidParam() id: string,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobDto> {
    return answerAccepted(response, await this.changes.retry(id, caller));
  }

  @Delete(':id')
  @Allow('jobs.own')
  @Operation({
    summary: 'Remove a job',
    description: 'For good, with its result. Only a job that has ended: cancel it first.',
    status: 204,
    errors: [JobErrors.notFound, JobErrors.unfinished],
  })
  remove(@UuidParam() id: string, @Caller() caller: Principal): Promise<void> {
    return this.changes.remove(id, caller);
  }
}

function answerAccepted(response: Response, job: JobDto): JobDto {
  response.location(`/api/v1/jobs/${job.id}`);
  return job;
}
