import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { BulkBacklog } from './bulk/bulk-backlog';
import { BulkController } from './bulk/bulk.controller';
import { BulkFilesModule } from './bulk/bulk-files.module';
import { IntakeRepository } from './bulk/intake.repository';
import { BulkService } from './bulk/bulk.service';
import { RejectionsService } from './bulk/rejections.service';
import { CallStreams } from './streams/call-streams';
import { CallsBroadcast } from './streams/calls.broadcast';
import { CallsController } from './calls.controller';
import { CallsGateway } from './calls.gateway';
import { CallsRepository } from './calls.repository';
import { CallsService } from './calls.service';
import { CorrectionsController } from './corrections/corrections.controller';
import { CorrectionsRepository } from './corrections/corrections.repository';
import { CorrectionsService } from './corrections/corrections.service';
import { VersionsService } from './corrections/versions.service';
import { Derivatives } from './derivatives';
import { ExportController } from './exports/export.controller';
import { ExportService } from './exports/export.service';
import { ExportsRepository } from './exports/exports.repository';
import { MeasuringModule } from './figures/measuring.module';
import { DocumentController } from './imports/documents/document.controller';
import { DocumentService } from './imports/documents/document.service';
import { ImportController } from './imports/import.controller';
import { ImportService } from './imports/import.service';
import { Reimports } from './imports/repeats/reimports';
import { LiveRefresh } from './search/live-refresh';
import { SearchService } from './search/search.service';
import { ListsService } from './lists.service';
import { SearchRepository } from './search/search.repository';
import { LexiconAnalyzer } from './sentiment/lexicon-analyzer';
import { SentimentAnalyzer } from './sentiment/sentiment-analyzer';
import { StreamHints } from './streams/stream-hints';
import { StreamNewsModule } from './streams/stream-news.module';
import { Subscriptions } from './streams/subscriptions';
import { TranscriptsService } from './transcripts.service';

@Module({
  imports: [AgentsModule, BulkFilesModule, MeasuringModule, StreamNewsModule],
  controllers: [
    BulkController,
    ImportController,
    DocumentController,
    ExportController,
    CallsController,
    CorrectionsController,
  ],
  providers: [
    CallsService,
    Derivatives,
    BulkService,
    BulkBacklog,
    IntakeRepository,
    RejectionsService,
    ImportService,
    DocumentService,
    Reimports,
    ExportService,
    ExportsRepository,
    TranscriptsService,
    CallsRepository,
    CorrectionsService,
    CorrectionsRepository,
    VersionsService,
    ListsService,
    SearchRepository,
    SearchService,
    LiveRefresh,
    CallStreams,
    CallsBroadcast,
    StreamHints,
    Subscriptions,
    CallsGateway,
    { provide: SentimentAnalyzer, useClass: LexiconAnalyzer },
  ],
})
export class CallsModule {}
