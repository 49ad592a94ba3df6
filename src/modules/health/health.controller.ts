import { applyDecorators, Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Public } from '../../core/access/decorators';
import { Unlimited } from '../../core/access/limits/limited.decorator';
import { Operation } from '../../core/http/operation.decorator';
import { HealthDetailsDto } from './dto/health-details.dto';
import { HealthDto } from './dto/health.dto';
import { HealthService } from './health.service';
import { UnreadyStatusInterceptor } from './unready-status.interceptor';

function Answers(summary: string, description: string, ok: typeof HealthDto = HealthDto): MethodDecorator {
  return applyDecorators(
    Operation({ summary, description, ok, errors: [] }),
    ApiServiceUnavailableResponse({ type: ok, description: 'The same, where status is unready.' }),
  );
}

/** Read from what background probes found last: no route here asks a server, so they answer when nothing else does. */
@ApiTags('health')
@Controller()
@Unlimited('supervisors ask as often as they must')
@UseInterceptors(UnreadyStatusInterceptor)
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('health')
  @Public()
  @Answers('Health in short', 'For people and monitors; the same answer as /health/ready.')
  summary(): Promise<HealthDto> {
    return this.health.ready();
  }

  @Get(['health/live', 'live'])
  @Public()
  @Answers('Is the process alive?', 'For supervisors: restart when this fails. Never depends on Postgres or Redis.')
  live(): Promise<HealthDto> {
    return this.health.live();
  }

  @Get(['health/ready', 'ready'])
  @Public()
  @Answers(
    'Should it get traffic?',
    'For load balancers. Without Redis an API is degraded, a worker unready. Without Postgres for three probes, while draining, with migrations pending or a lagging event loop it is unready.',
  )
  ready(): Promise<HealthDto> {
    return this.health.ready();
  }

  @Get('health/startup')
  @Public()
  @Answers('Has it started?', 'For supervisors that wait: Postgres was reached, its schema fits, Redis was tried.')
  startup(): Promise<HealthDto> {
    return this.health.startup();
  }

  @Get('health/details')
  @Allow('metrics.read')
  @Answers('Everything about its health', 'Latencies, versions, errors and backlog of one process.', HealthDetailsDto)
  details(): Promise<HealthDetailsDto> {
    return this.health.details();
  }
}
