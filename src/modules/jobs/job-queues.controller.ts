import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { Operation } from '../../core/http/operation.decorator';
import { QueueName } from '../../core/queues/job-type';
import { JobQueueDto, JobQueuesDto } from './dto/job-queue.dto';
import { JobQueuesService } from './job-queues.service';
import { JobErrors } from './jobs.errors';
import { QueueNameParam } from './queue-name-param';

@ApiTags('jobs')
@Controller('jobs/queues')
export class JobQueuesController {
  constructor(private readonly queues: JobQueuesService) {}

  @Get()
  @Allow('jobs.manage')
  @Operation({
    summary: 'List queues',
    description: 'Every queue with what waits and runs in it, and whether it is paused.',
    ok: JobQueuesDto,
    errors: [],
  })
  list(): Promise<JobQueuesDto> {
    return this.queues.list();
  }

  @Post(':name/pause')
  @Allow('jobs.manage')
  @Operation({
    summary: 'Pause a queue',
    description:
      'From now on no job of it is begun, by any process and after any restart, until it is resumed. What runs goes on, and ' +
      'what is ordered waits. A queue that is paused already is answered as it is.',
    ok: JobQueueDto,
    errors: [JobErrors.noSuchQueue],
  })
  pause(@QueueNameParam() name: QueueName, @Caller() caller: Principal): Promise<JobQueueDto> {
    return this.queues.pause(name, caller);
  }

  @Post(':name/resume')
  @Allow('jobs.manage')
  @Operation({
    summary: 'Resume a queue',
    description: 'Lets its jobs begin again. A queue that is not paused is answered as it is.',
    ok: JobQueueDto,
    errors: [JobErrors.noSuchQueue],
  })
  resume(@QueueNameParam() name: QueueName, @Caller() caller: Principal): Promise<JobQueueDto> {
    return this.queues.resume(name, caller);
  }
}
