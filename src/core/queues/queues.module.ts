import { DynamicModule, Module } from '@nestjs/common';
import { JobControl } from './control/job-control';
import { JobControlRepository } from './control/job-control.repository';
import { JobHints } from './job-hints';
import { JobDefinition, Schedule } from './job-type';
import { JobTypes } from './job-types';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';
import { BullConnectionsModule } from './relay/bull-connections.module';
import { BullQueues } from './relay/bull-queues';
import { QueueSwitch } from './relay/queue-switch';
import { bullQueues, relayProviders } from './relay/relay.providers';
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
      imports: [BullConnectionsModule, bullQueues],
      providers: [
        { provide: JobTypes, useValue: new JobTypes(types, schedules) },
        Jobs,
        JobsRepository,
        JobControl,
        JobControlRepository,
        JobHints,
        ...relayProviders,
        Timetable,
        SchedulesRepository,
        ScheduleTicker,
      ],
      exports: [BullQueues, QueueSwitch, JobTypes, Jobs, JobsRepository, JobControl, Timetable, SchedulesRepository],
    };
  }
}
