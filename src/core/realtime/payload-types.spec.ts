import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { IsString } from 'class-validator';
import { refuseUntypedPayloads } from './payload-types';

class NoteDto {
  @IsString()
  text!: string;
}

interface Note {
  text: string;
}

class Sound {
  @SubscribeMessage('note')
  note(@ConnectedSocket() _socket: object, @MessageBody() _note: NoteDto): void {}

  @SubscribeMessage('nothing')
  nothing(): void {}

  helper(_anything: unknown): void {}
}

class WithInterface {
  @SubscribeMessage('note')
  note(@MessageBody() _note: Note): void {}
}

class WithList {
  @SubscribeMessage('note')
  note(@MessageBody() _notes: NoteDto[]): void {}
}

class WithPart {
  @SubscribeMessage('note')
  note(@MessageBody('note') _note: NoteDto): void {}
}

describe('refuseUntypedPayloads', () => {
  test('takes DTO classes and messages without payload', () => {
    expect(() => refuseUntypedPayloads(Sound)).not.toThrow();
  });

  test.each([WithInterface, WithList, WithPart])('refuses %p', (type) => {
    expect(() => refuseUntypedPayloads(type)).toThrow(`${type.name}.note must be one parameter`);
  });
});
