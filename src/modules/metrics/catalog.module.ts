import { Module } from '@nestjs/common';
import { CatalogController } from './catalog.controller';
import { CatalogService } from './catalog.service';

/** What metrics mean, for processes that serve the API. */
@Module({ controllers: [CatalogController], providers: [CatalogService] })
export class CatalogModule {}
