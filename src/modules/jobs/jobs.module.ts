import { Module } from '@nestjs/common';
import { JobChangesService } from './job-changes.service';
import { JobsController } from './jobs.controller';
import { JobViewsRepository } from './jobs.repository';
import { JobsService } from './jobs.service';

/** The REST of background work. */
@Module({
  // Last, because its `jobs/:id` would also take the words that stand there in other routes.
  controllers: [JobsController],
  providers: [JobsService, JobChangesService, JobViewsRepository],
})
export class JobsModule {}
