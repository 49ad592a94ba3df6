import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { EventBus } from '../../../core/events/event-bus';
import { Peers } from '../../../core/realtime/peers';
import { CallCompleted, CallCorrected, CallDeleted, UtterancesAppended } from '../calls.events';
import { SentimentPoint } from '../calls.sockets';

/** What processes tell each other of a stream. */
export type StreamHint =
  { kind: 'appended'; callId: string; epoch: number; points: SentimentPoint[] } | { kind: 'changed'; callId: string };

export const STREAMS_TOPIC = 'calls';
/** A hint with more points than this tells only that there is something to read. */
const MAX_POINTS_IN_HINT = 50;

/** Tells the other processes what this one, whatever its role, has changed of calls that somebody may follow there. */
@Injectable()
export class StreamNews implements OnApplicationBootstrap {
  constructor(
    private readonly events: EventBus,
    private readonly peers: Peers,
  ) {}

  onApplicationBootstrap(): void {
    this.events.subscribe(UtterancesAppended, 'stream news', (event) => this.appended(event));
    this.events.subscribe(CallCompleted, 'stream news', ({ callId }) => this.send({ kind: 'changed', callId }));
    this.events.subscribe(CallCorrected, 'stream news', ({ callId }) => this.send({ kind: 'changed', callId }));
    this.events.subscribe(CallDeleted, 'stream news', ({ callId }) => this.send({ kind: 'changed', callId }));
  }

  private appended({ callId, epoch, points }: UtterancesAppended): void {
    const isLong = points.length > MAX_POINTS_IN_HINT;
    this.send(isLong ? { kind: 'changed', callId } : { kind: 'appended', callId, epoch, points });
  }

  private send(hint: StreamHint): void {
    this.peers.send(STREAMS_TOPIC, hint);
  }
}
