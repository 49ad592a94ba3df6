import { OnGatewayDisconnect, ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Socket } from 'socket.io';
import { Allow } from '../../core/access/decorators';
import { Limited } from '../../core/access/limits/limited.decorator';
import { RealtimeGateway } from '../../core/realtime/realtime-gateway';
import { AppSocket } from '../../core/realtime/realtime.sockets';
import { CallStreams } from './streams/call-streams';
import { CALLS_NAMESPACE } from './calls.sockets';
import { CallsService } from './calls.service';
import { SocketUtterancesDto, SubscribeDto, UnsubscribeDto } from './dto/subscription.dto';
import { StreamSnapshotDto } from './dto/transcript.dto';
import { AppendedDto } from './dto/utterance.dto';
import { toNewUtterance } from './new-call';
import { Subscriptions } from './streams/subscriptions';

@RealtimeGateway(CALLS_NAMESPACE)
export class CallsGateway implements OnGatewayDisconnect<Socket> {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly streams: CallStreams,
    private readonly calls: CallsService,
  ) {}

  @SubscribeMessage('subscribe')
  @Allow('calls.read')
  subscribe(@ConnectedSocket() socket: AppSocket, @MessageBody() request: SubscribeDto): Promise<StreamSnapshotDto> {
    return this.subscriptions.subscribe(socket, request);
  }

  @SubscribeMessage('unsubscribe')
  @Allow('calls.read')
  unsubscribe(
    @ConnectedSocket() socket: Socket,
    @MessageBody() { callId }: UnsubscribeDto,
  ): Promise<{ callId: string }> {
    return this.streams.unsubscribe(socket, callId);
  }

  @SubscribeMessage('utterance')
  @Allow('calls.write')
  @Limited('ingest')
  utterance(@MessageBody() { callId, utterances }: SocketUtterancesDto): Promise<AppendedDto> {
    return this.calls.append(callId, utterances.map(toNewUtterance));
  }

  handleDisconnect(socket: Socket): void {
    this.streams.leave(socket.id);
  }
}
