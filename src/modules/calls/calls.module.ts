import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { CallStreams } from './call-streams';
import { CallsBroadcast } from './calls.broadcast';
import { CallsController } from './calls.controller';
import { CallsGateway } from './calls.gateway';
import { CallsRepository } from './calls.repository';
import { CallsService } from './calls.service';
import { LexiconAnalyzer } from './sentiment/lexicon-analyzer';
import { SentimentAnalyzer } from './sentiment/sentiment-analyzer';
import { StreamHints } from './stream-hints';
import { TranscriptsService } from './transcripts.service';

@Module({
  imports: [AgentsModule],
  controllers: [CallsController],
  providers: [
    CallsService,
    TranscriptsService,
    CallsRepository,
    CallStreams,
    CallsBroadcast,
    StreamHints,
    CallsGateway,
    { provide: SentimentAnalyzer, useClass: LexiconAnalyzer },
  ],
})
export class CallsModule {}
