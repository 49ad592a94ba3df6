import { Module } from '@nestjs/common';
import { JobChangesService } from './job-changes.service';
import { JobOverviewController } from './job-overview.controller';
import { JobOverviewService } from './job-overview.service';
import { JobQueuesController } from './job-queues.controller';
import { JobQueuesService } from './job-queues.service';
import { JobsController } from './jobs.controller';
import { JobsGateway } from './jobs.gateway';
import { JobViewsRepository } from './jobs.repository';
import { JobsService } from './jobs.service';
import { SchedulesController } from './schedules/schedules.controller';
import { SchedulesService } from './schedules/schedules.service';
import { JobStreamsModule } from './streams/streams.module';

/** The REST of background work, and how sockets follow it. */
@Module({
  imports: [JobStreamsModule],
  // Last, because its `jobs/:id` would also take the words that stand there in other routes.
  controllers: [SchedulesController, JobOverviewController, JobQueuesController, JobsController],
  providers: [
    JobsService,
    JobChangesService,
    JobOverviewService,
    JobQueuesService,
    SchedulesService,
    JobViewsRepository,
    JobsGateway,
  ],
})
export class JobsModule {}
