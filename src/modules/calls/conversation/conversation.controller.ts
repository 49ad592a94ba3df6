import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../core/access/decorators';
import { Operation } from '../../../core/http/operation.decorator';
import { UuidParam } from '../../../core/http/uuid-param';
import { CallErrors } from '../calls.errors';
import { ConversationService } from './conversation.service';
import { CallMetricsDto, CallMetricsQuery } from './dto/call-metrics.dto';

@ApiTags('calls')
@Controller('calls')
export class ConversationController {
  constructor(private readonly conversations: ConversationService) {}

  @Get(':id/metrics')
  @Allow('calls.read')
  @Operation({
    summary: 'Read the metrics of a call',
    description:
      'Every metric of a completed call with what it is divided from and the limits that count; `GET /metrics/catalog` ' +
      'tells the formulas. With `explain=true` each is counted anew from the transcript and comes with its figures and the ' +
      'stretches of the call that make it, at most 200 of each metric. A live call has none yet.',
    ok: CallMetricsDto,
    errors: [CallErrors.notFound, CallErrors.live],
  })
  metrics(@UuidParam('id') id: string, @Query() { explain }: CallMetricsQuery): Promise<CallMetricsDto> {
    return this.conversations.metrics(id, explain === true);
  }
}
