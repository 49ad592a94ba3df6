import { Injectable } from '@nestjs/common';
import { CatalogDto, toDimensionDto, toMetricDto } from './dto/catalog.dto';
import { dimensions } from './registry/dimensions';
import { knownDifferences } from './registry/known-differences';
import { metrics } from './registry/registry';

/** Tells what every number means. */
@Injectable()
export class CatalogService {
  private readonly catalog: CatalogDto = {
    metrics: metrics.map(toMetricDto),
    dimensions: dimensions.map(toDimensionDto),
    knownDifferences: [...knownDifferences],
  };

  read(): CatalogDto {
    return this.catalog;
  }
}
