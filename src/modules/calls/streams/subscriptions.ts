import { Injectable } from '@nestjs/common';
import { AppSocket } from '../../../core/realtime/realtime.sockets';
import { SocketTurns } from '../../../core/realtime/socket-turns';
import { CallStreams } from './call-streams';
import { StreamSnapshotDto } from '../dto/transcript.dto';

/** Lets a socket follow calls, one answer at a time and only while it reads. */
@Injectable()
export class Subscriptions {
  private readonly turns = new SocketTurns();

  constructor(private readonly streams: CallStreams) {}

  /** Throws calls.not_found, socket.slow_reader. */
  subscribe(
    socket: AppSocket,
    request: { callId: string; after?: number; epoch?: number },
  ): Promise<StreamSnapshotDto> {
    return this.turns.run(socket, () => this.streams.subscribe(socket, request));
  }
}
