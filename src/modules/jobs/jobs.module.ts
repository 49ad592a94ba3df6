import { Module } from '@nestjs/common';
import { JobChangesService } from './job-changes.service';
import { JobOverviewController } from './job-overview.controller';
import { JobOverviewService } from './job-overview.service';
import { JobsController } from './jobs.controller';
import { JobViewsRepository } from './jobs.repository';
import { JobsService } from './jobs.service';

/** The REST of background work. */
@Module({
  // Last, because its `jobs/:id` would also take the words that stand there in other routes.
  controllers: [JobOverviewController, JobsController],
  providers: [JobsService, JobChangesService, JobOverviewService, JobViewsRepository],
})
export class JobsModule {}
