import { Module } from '@nestjs/common';
import { AgentRecordsModule } from '../../agents/agent-records.module';
import { MetricsModule } from '../../metrics/metrics.module';
import { SearchRepository } from '../search/search.repository';
import { BulkFilesModule } from './bulk-files.module';
import { BulkIngestProcessor } from './bulk-ingest.processor';
import { BulkWriter } from './bulk-writer';
import { BulkRepository } from './bulk.repository';
import { PreparingThreads } from './preparing-threads';

/** What carries out a bulk ingest, apart from the routes of calls, which a worker does not serve. */
@Module({
  imports: [AgentRecordsModule, BulkFilesModule, MetricsModule],
  providers: [BulkIngestProcessor, BulkWriter, BulkRepository, SearchRepository, PreparingThreads],
})
export class BulkIngestModule {}
