import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Allow, Caller } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { Idempotent } from '../../../core/http/idempotency/idempotent.decorator';
import { Operation } from '../../../core/http/operation.decorator';
import { JobDto } from '../../../core/queues/job.dto';
import { SchedulesDto } from '../dto/schedule.dto';
import { JobErrors } from '../jobs.errors';
import { SchedulesService } from './schedules.service';

@ApiTags('jobs')
@Controller('jobs/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  @Allow('jobs.manage')
  @Operation({
    summary: 'List schedules',
    description:
      'What the clock orders, in UTC by the clock of the database, once for each tick however many processes run. Of the ' +
      'ticks that nobody saw because everything was down, the last one is made up for. JOB_SCHEDULES changes them.',
    ok: SchedulesDto,
    errors: [],
  })
  list(): Promise<SchedulesDto> {
    return this.schedules.list();
  }

  @Post(':name/run')
  @Allow('jobs.manage')
  @Idempotent()
  @ApiParam({ name: 'name', schema: { type: 'string', example: 'purge' } })
  @Operation({
    summary: 'Run a schedule now',
    description:
      'Orders its job once, as yours and whether it is enabled or not; its ticks stay as they are. You must hold the ' +
      'permission of the type of its job.',
    status: 202,
    ok: JobDto,
    errors: [JobErrors.scheduleNotFound, JobErrors.tooMany],
  })
  async run(
    @Param('name') name: string,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobDto> {
    const job = await this.schedules.run(name, caller);
    response.location(`/api/v1/jobs/${job.id}`);
    return job;
  }
}
