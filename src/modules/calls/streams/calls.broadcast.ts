import { Injectable } from '@nestjs/common';
import { PayloadOf } from '../../../core/realtime/realtime.sockets';
import { RealtimeServer } from '../../../core/realtime/realtime-server';
import { CallRow } from '../call-row';
import { callRoom, CALLS_NAMESPACE, CallsServerEvents, SentimentPoint } from '../calls.sockets';
import { toCallSentimentDto } from '../dto/call.dto';

/** What this process sends to its own subscribers of a call; every process sends to its own. */
@Injectable()
export class CallsBroadcast {
  constructor(private readonly realtime: RealtimeServer) {}

  point(point: SentimentPoint): void {
    this.emit(point.callId, 'sentiment_update', point);
  }

  completed(call: CallRow): void {
    this.emit(call.id, 'call_completed', {
      callId: call.id,
      sentiment: toCallSentimentDto(call),
      durationMs: call.durationMs,
    });
  }

  resync(callId: string, epoch: number): void {
    this.emit(callId, 'resync', { callId, epoch });
  }

  private emit<E extends keyof CallsServerEvents>(
    callId: string,
    event: E,
    payload: PayloadOf<CallsServerEvents, E>,
  ): void {
    this.realtime.namespace<CallsServerEvents>(CALLS_NAMESPACE).emitLocal(callRoom(callId), event, payload);
  }
}
