import { DynamicModule, Module } from '@nestjs/common';
import { JobControl } from './control/job-control';
import { JobControlRepository } from './control/job-control.repository';
import { JobHints } from './job-hints';
import { JobDefinition, Schedule } from './job-type';
import { JobTypes } from './job-types';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';
import { ScheduleTicker } from './schedules/schedule-ticker';
import { SchedulesRepository } from './schedules/schedules.repository';
import { Timetable } from './schedules/timetable';

/** Background work: the ledger in Postgres in every role, the relay to Bull, and where jobs are run, the runner. */
@Module({})
export class QueuesModule {
  static with(types: readonly JobDefinition[], schedules: readonly Schedule[]): DynamicModule {
    return {
      module: QueuesModule,
      global: true,
      providers: [
        { provide: JobTypes, useValue: new JobTypes(types, schedules) },
        Jobs,
        JobsRepository,
        JobControl,
        JobControlRepository,
        JobHints,
        Timetable,
        SchedulesRepository,
        ScheduleTicker,
      ],
      exports: [JobTypes, Jobs, JobsRepository, JobControl, Timetable, SchedulesRepository],
    };
  }
}
