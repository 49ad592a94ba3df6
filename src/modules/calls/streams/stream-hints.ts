import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { EventBus } from '../../../core/events/event-bus';
import { Peers } from '../../../core/realtime/peers';
import { CallStreams } from './call-streams';
import { CallCompleted, CallCorrected, CallDeleted, UtterancesAppended } from '../calls.events';
import { STREAMS_TOPIC, StreamHint } from './stream-news';

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
    this.events.subscribe(UtterancesAppended, 'live streams', ({ callId, epoch, points }) =>
      this.streams.take(callId, epoch, points),
    );
    this.events.subscribe(CallCompleted, 'live streams', ({ callId }) => this.streams.changed(callId));
    this.events.subscribe(CallCorrected, 'live streams', ({ callId }) => this.streams.changed(callId));
    this.events.subscribe(CallDeleted, 'live streams', ({ callId }) => this.streams.changed(callId));
    this.peers.on<StreamHint>(STREAMS_TOPIC, (hint) => this.hinted(hint));
    this.peers.onReconnect(() => void this.streams.compare());
    this.timer = setInterval(() => void this.streams.compare(), this.config.get('STREAM_POLL_MS'));
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private hinted(hint: StreamHint): void {
    if (hint.kind === 'appended') this.streams.take(hint.callId, hint.epoch, hint.points);
    else this.streams.changed(hint.callId);
  }
}
