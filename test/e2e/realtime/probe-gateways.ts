import { ConnectedSocket, MessageBody, OnGatewayConnection, SubscribeMessage } from '@nestjs/websockets';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { concat, of, throwError } from 'rxjs';
import { Allow } from '../../../src/core/access/decorators';
import { Principal } from '../../../src/core/access/principal';
import { CoreErrors } from '../../../src/core/errors/core-errors';
import { currentContext } from '../../../src/core/logging/request-context';
import { RealtimeGateway, SocketCaller } from '../../../src/core/realtime/realtime-gateway';
import { AppSocket } from '../../../src/core/realtime/realtime.sockets';

class PartDto {
  @IsInt()
  startMs!: number;
}

class NoteDto {
  @IsString()
  text!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => PartDto)
  parts?: PartDto[];
}

class RoomDto {
  @IsString()
  room!: string;
}

/** What the server sends on the namespaces of these tests. */
export interface ProbeServerEvents {
  news: (payload: { text: string }) => void;
}

@RealtimeGateway('/calls')
export class CallsProbe implements OnGatewayConnection {
  readonly handled: unknown[] = [];
  readonly connected: string[] = [];

  handleConnection(socket: AppSocket): void {
    this.connected.push(socket.data.principal.userId);
  }

  @SubscribeMessage('note')
  @Allow('calls.read')
  note(@SocketCaller() caller: Principal, @MessageBody() note: NoteDto) {
    this.handled.push(note);
    return { userId: caller.userId, text: note.text, context: currentContext() };
  }

  @SubscribeMessage('join')
  @Allow('rooms.join')
  async join(@ConnectedSocket() socket: AppSocket, @MessageBody() { room }: RoomDto): Promise<void> {
    await socket.join(room);
  }

  @SubscribeMessage('secret')
  @Allow('users.manage')
  secret(): string {
    this.handled.push('secret');
    return 'secret';
  }

  @SubscribeMessage('conflict')
  @Allow('calls.read')
  conflict(): never {
    throw CoreErrors.conflict.with('Somebody was quicker.');
  }

  @SubscribeMessage('crash')
  @Allow('calls.read')
  async crash(): Promise<never> {
    await Promise.resolve();
    throw new Error('password=hunter2');
  }

  @SubscribeMessage('stream')
  @Allow('calls.read')
  stream() {
    return concat(
      of('first'),
      throwError(() => CoreErrors.notFound.with()),
    );
  }

  @SubscribeMessage('circular')
  @Allow('calls.read')
  circular() {
    const answer: Record<string, unknown> = {};
    answer.self = answer;
    return answer;
  }
}

/** A second gateway on the same namespace. */
@RealtimeGateway('/calls')
export class MoreCallsProbe {
  @SubscribeMessage('more')
  @Allow('calls.read')
  more(): string {
    return 'more';
  }
}

@RealtimeGateway('/chat')
export class ChatProbe {
  readonly handled: unknown[] = [];

  @SubscribeMessage('note')
  @Allow('chat.use')
  note(@MessageBody() note: NoteDto): void {
    this.handled.push(note);
  }
}
