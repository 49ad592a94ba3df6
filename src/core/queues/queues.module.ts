import { DynamicModule, Module } from '@nestjs/common';
import { JobControl } from './control/job-control';
import { JobControlRepository } from './control/job-control.repository';
import { JobHints } from './job-hints';
import { JobDefinition, Schedule } from './job-type';
import { JobTypes } from './job-types';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';
import { BullConnectionsModule } from './relay/bull-connections.module';
import { BullDelivery } from './relay/bull-delivery';
import { BullQueues } from './relay/bull-queues';
import { bullQueues, queuesByName } from './relay/bull-queues.providers';
import { JobRelay } from './relay/job-relay';
import { JobTelemetry } from './relay/job-telemetry';
import { RelayTriggers } from './relay/relay-triggers';
import { RelayRepository } from './relay/relay.repository';
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
        queuesByName,
        BullQueues,
        BullDelivery,
        JobRelay,
        RelayRepository,
        RelayTriggers,
        JobTelemetry,
        Timetable,
        SchedulesRepository,
        ScheduleTicker,
      ],
      exports: [BullQueues, JobTypes, Jobs, JobsRepository, JobControl, Timetable, SchedulesRepository],
    };
  }
}
