import { Module } from '@nestjs/common';
import { CallFiguresRepository } from './call-figures.repository';
import { CallFiguresService } from './call-figures.service';
import { ConversationMetrics } from './conversation-metrics.service';
import { MetricRegistry } from './metric-registry.service';

/** What metrics are and how they are kept, in every role. */
@Module({
  providers: [CallFiguresRepository, CallFiguresService, ConversationMetrics, MetricRegistry],
  exports: [CallFiguresService, ConversationMetrics, MetricRegistry],
})
export class MetricsModule {}
