import { Module } from '@nestjs/common';
import { Comparison } from './comparison';
import { EndedJobs } from './ended-jobs';
import { JobSender } from './job-sender';
import { JobStreams } from './job-streams';
import { OwnerNotices } from './owner-notices';
import { StreamNews } from './stream-news';
import { JobStreamsRepository } from './streams.repository';

/** How sockets follow jobs. */
@Module({
  providers: [JobStreamsRepository, JobSender, JobStreams, OwnerNotices, EndedJobs, Comparison, StreamNews],
  exports: [JobStreams],
})
export class JobStreamsModule {}
