import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../core/access/decorators';
import { Operation } from '../../core/http/operation.decorator';
import { CatalogService } from './catalog.service';
import { CatalogDto } from './dto/catalog.dto';

@ApiTags('analytics')
@Controller('metrics')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get('catalog')
  @Allow('analytics.read')
  @Operation({
    summary: 'Read what every number means',
    description:
      'Every metric with its formula, its source, what null means, and the figures it is made of; and every dimension that ' +
      'metrics can be broken down by; and where the formulas are known to differ from figures that others publish. Each answer with numbers names metrics by these ids, and the same id is the same ' +
      'number wherever it stands.',
    ok: CatalogDto,
    errors: [],
  })
  read(): CatalogDto {
    return this.catalog.read();
  }
}
