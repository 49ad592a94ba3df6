import { Injectable } from '@nestjs/common';
import { Gate } from '../../../core/http/gate';
import { CallFiguresService } from '../../metrics/call-figures.service';
import { Conversation, ConversationMetrics, Explanation, Measured } from '../../metrics/conversation-metrics.service';
import { MetricDefinition, MetricRegistry } from '../../metrics/metric-registry.service';
import { CallErrors, foundCall } from '../calls.errors';
import { MeasuringService } from '../figures/measuring.service';
import { ConversationRepository, CountedCall } from './conversation.repository';
import { CallMetricDto, CallMetricsDto } from './dto/call-metrics.dto';
import { cutEvidence } from './evidence';

/** Tells the numbers of a call, and of what they are made. */
@Injectable()
export class ConversationService {
  /** To count the longest call takes a second, in which nobody else is served. */
  private readonly gate = new Gate({
    concurrency: 1,
    queue: 20,
    retryAfterSeconds: 2,
    busy: 'Too many explanations are waiting; try again shortly.',
  });

  constructor(
    private readonly calls: ConversationRepository,
    private readonly measuring: MeasuringService,
    private readonly formulas: ConversationMetrics,
    private readonly figures: CallFiguresService,
    private readonly registry: MetricRegistry,
  ) {}

  /** Throws calls.not_found, calls.live, and unavailable when too many explanations are waiting. */
  async metrics(callId: string, explain: boolean): Promise<CallMetricsDto> {
    if (explain) return this.gate.run(() => this.explained(callId));
    const { epoch, formulas, figures, details } = completed(await this.calls.find(callId), callId);
    if (formulas === null || figures === null || details === null) return this.gate.run(() => this.counted(callId));
    return this.toDto({ callId, epoch, formulas }, this.registry.unpack(figures, details));
  }

  private async explained(callId: string): Promise<CallMetricsDto> {
    const { head, conversation } = await this.conversation(callId);
    const explanations = this.formulas.explain(conversation);
    return this.toDto(head, this.formulas.measure(conversation), (id) => explanations[id]);
  }

  /** Of a call whose numbers are not stored yet. */
  private async counted(callId: string): Promise<CallMetricsDto> {
    const { head, conversation } = await this.conversation(callId);
    return this.toDto(head, this.formulas.measure(conversation));
  }

  private conversation(callId: string): Promise<{ head: Head; conversation: Conversation }> {
    return this.calls.atOneMoment(async (tx) => {
      const { epoch } = completed(await this.calls.find(callId, tx), callId);
      const head = { callId, epoch, formulas: this.figures.formulas };
      return { head, conversation: await this.measuring.conversation(callId, tx) };
    });
  }

  private toDto(head: Head, measured: Measured, explain?: (id: string) => Explanation | undefined): CallMetricsDto {
    const metrics = this.registry.valuesOfCall(measured).map(([metric, value]): [string, CallMetricDto] => {
      const { id, unit, speaker, thresholds }: MetricDefinition = metric;
      const told = { ...value, unit, speaker, thresholds: { ...thresholds } };
      return [id, explain === undefined ? told : { ...told, ...explanationOf(explain(id)) }];
    });
    return { ...head, metrics: Object.fromEntries(metrics) };
  }
}

type Head = Pick<CallMetricsDto, 'callId' | 'epoch' | 'formulas'>;

function explanationOf(explanation: Explanation | undefined) {
  return { inputs: { ...explanation?.inputs }, ...cutEvidence(explanation?.evidence ?? null) };
}

function completed(row: CountedCall | undefined, callId: string): CountedCall {
  const call = foundCall(row, callId);
  if (call.status === 'completed') return call;
  throw CallErrors.live.with(`Figures of the call ${callId} appear when it completes.`);
}
