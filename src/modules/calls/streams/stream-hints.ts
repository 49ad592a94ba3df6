import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { EventBus } from '../../../core/events/event-bus';
import { Peers } from '../../../core/realtime/peers';
import { CallStreams } from './call-streams';
import { CallCompleted, CallCorrected, CallDeleted, UtterancesAppended } from '../calls.events';
import { SentimentPoint } from '../calls.sockets';

type Hint =
  { kind: 'appended'; callId: string; epoch: number; points: SentimentPoint[] } | { kind: 'changed'; callId: string };

const TOPIC = 'calls';
/** A hint with more points than this tells only that there is something to read. */
const MAX_POINTS_IN_HINT = 50;

/** Brings the live streams news: events of this process, hints of the others, and a regular look at the rows. */
@Injectable()
export class StreamHints implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly streams: CallStreams,
    private readonly events: EventBus,
    private readonly peers: Peers,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.events.subscribe(UtterancesAppended, 'live streams', (event) => this.appended(event));
    this.events.subscribe(CallCompleted, 'live streams', ({ callId }) => this.changed(callId));
    this.events.subscribe(CallCorrected, 'live streams', ({ callId }) => this.changed(callId));
    this.events.subscribe(CallDeleted, 'live streams', ({ callId }) => this.changed(callId));
    this.peers.on(TOPIC, (hint) => this.hinted(hint as Hint));
    this.peers.onReconnect(() => void this.streams.compare());
    this.timer = setInterval(() => void this.streams.compare(), this.config.get('STREAM_POLL_MS'));
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private appended({ callId, epoch, points }: UtterancesAppended): void {
    this.streams.take(callId, epoch, points);
    this.send(
      points.length > MAX_POINTS_IN_HINT ? { kind: 'changed', callId } : { kind: 'appended', callId, epoch, points },
    );
  }

  private changed(callId: string): void {
    this.streams.changed(callId);
    this.send({ kind: 'changed', callId });
  }

  private send(hint: Hint): void {
    this.peers.send(TOPIC, hint);
  }

  private hinted(hint: Hint): void {
    if (hint.kind === 'appended') this.streams.take(hint.callId, hint.epoch, hint.points);
    else this.streams.changed(hint.callId);
  }
}
