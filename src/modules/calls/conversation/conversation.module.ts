import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module';
import { MeasuringModule } from '../figures/measuring.module';
import { ConversationController } from './conversation.controller';
import { ConversationRepository } from './conversation.repository';
import { ConversationService } from './conversation.service';

/** The numbers of a call, for processes that serve the API. */
@Module({
  imports: [MeasuringModule, MetricsModule],
  controllers: [ConversationController],
  providers: [ConversationService, ConversationRepository],
})
export class ConversationModule {}
