import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../core/access/decorators';
import { Unlimited } from '../../core/access/limits/limited.decorator';
import { Operation } from '../../core/http/operation.decorator';
import { RootDto } from './dto/root.dto';
import { HealthService } from './health.service';

@ApiTags('health')
@Controller()
@Unlimited('it is a constant')
export class RootController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Public()
  @Operation({
    summary: 'What this is',
    description: 'Name, version and where to go from here.',
    ok: RootDto,
    errors: [],
  })
  root(): RootDto {
    return this.health.root();
  }
}
