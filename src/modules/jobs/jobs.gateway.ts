import { ConnectedSocket, MessageBody, OnGatewayDisconnect, SubscribeMessage } from '@nestjs/websockets';
import { Socket } from 'socket.io';
import { Allow } from '../../core/access/decorators';
import { RealtimeGateway } from '../../core/realtime/realtime-gateway';
import { AppSocket } from '../../core/realtime/realtime.sockets';
import { JobSubscriptionDto } from './dto/subscription.dto';
import { JOBS_NAMESPACE, JobSnapshot } from './jobs.sockets';
import { JobStreams } from './streams/job-streams';

@RealtimeGateway(JOBS_NAMESPACE)
export class JobsGateway implements OnGatewayDisconnect<Socket> {
  constructor(private readonly streams: JobStreams) {}

  @SubscribeMessage('subscribe')
  @Allow('jobs.own')
  subscribe(@ConnectedSocket() socket: AppSocket, @MessageBody() { jobId }: JobSubscriptionDto): Promise<JobSnapshot> {
    return this.streams.subscribe(socket, jobId);
  }

  @SubscribeMessage('unsubscribe')
  @Allow('jobs.own')
  unsubscribe(@ConnectedSocket() socket: AppSocket, @MessageBody() { jobId }: JobSubscriptionDto): { jobId: string } {
    return this.streams.unsubscribe(socket, jobId);
  }

  handleDisconnect(socket: Socket): void {
    this.streams.leave(socket.id);
  }
}
