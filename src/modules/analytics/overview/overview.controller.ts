import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../core/access/decorators';
import { Operation } from '../../../core/http/operation.decorator';
import { OverviewDto } from './overview.dto';
import { OverviewService } from './overview.service';

@ApiTags('analytics')
@Controller('analytics')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get('overview')
  @Allow('analytics.admin')
  @Operation({
    summary: 'See how much there is',
    description:
      'Volumes, storage, how fast calls arrive, and what the last recalculation found. It takes some milliseconds however ' +
      'many calls there are: what would have to be counted one by one is estimated or counted up to a limit, and says so.',
    ok: OverviewDto,
    errors: [],
  })
  read(): Promise<OverviewDto> {
    return this.overview.read();
  }
}
