import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { Operation } from '../../core/http/operation.decorator';
import { ActiveJobsDto, JobSummaryDto, JobTypesDto } from './dto/job-overview.dto';
import { JobStatsQuery } from './dto/job-queries.dto';
import { JobOverviewService } from './job-overview.service';
import { MAX_SUMMARY_DAYS } from './limits';

@ApiTags('jobs')
@Controller('jobs')
export class JobOverviewController {
  constructor(private readonly overview: JobOverviewService) {}

  @Get('types')
  @Allow('jobs.own')
  @Operation({
    summary: 'List what can be ordered',
    description:
      'The types of jobs that `POST /jobs` takes from you, each with a payload that can be sent as it stands.',
    ok: JobTypesDto,
    errors: [],
  })
  types(@Caller() caller: Principal): JobTypesDto {
    return this.overview.types(caller);
  }

  @Get('active')
  @Allow('jobs.own')
  @Operation({
    summary: 'See what runs',
    description:
      'Running jobs with the process that runs each: yours, with the permission `jobs.manage` those of everybody. The ' +
      'longest running first, at most 200.',
    ok: ActiveJobsDto,
    errors: [],
  })
  active(@Caller() caller: Principal): Promise<ActiveJobsDto> {
    return this.overview.active(caller);
  }

  @Get('stats/summary')
  @Allow('jobs.own')
  @Operation({
    summary: 'Summarise jobs',
    description:
      'Figures of the jobs that were ordered in some time: yours, with the permission `jobs.manage` those of everybody or ' +
      `of one creator. At most ${MAX_SUMMARY_DAYS} days at a time. Jobs that were removed are not counted.`,
    ok: JobSummaryDto,
    errors: [],
  })
  summary(@Query() query: JobStatsQuery, @Caller() caller: Principal): Promise<JobSummaryDto> {
    return this.overview.summary(query, caller);
  }
}
