import { Injectable } from '@nestjs/common';
import { Telemetry } from '../telemetry/telemetry';
import { CredentialTimers } from './credential-timers';
import { HandshakeGate } from './handshake-gate';
import { AppSocket, personalRoom } from './realtime.sockets';
import { SocketRights } from './socket-rights';
import { send } from './socket-sending';

/** What happens to every socket from CONNECT to its end, whatever its namespace. */
@Injectable()
export class SocketSessions {
  constructor(
    private readonly gate: HandshakeGate,
    private readonly rights: SocketRights,
    private readonly timers: CredentialTimers,
    private readonly telemetry: Telemetry,
  ) {}

  start(socket: AppSocket): void {
    this.gate.joined(socket.conn);
    this.count(socket);
    socket.once('disconnect', () => {
      this.timers.stop(socket);
      this.rights.release(socket);
      this.gate.left(socket.conn);
      this.count(socket);
    });
    if (this.rights.watch(socket)) this.welcome(socket);
  }

  private welcome(socket: AppSocket): void {
    const { principal } = socket.data;
    void socket.join(personalRoom(principal.userId));
    send(socket, 'connection_established', {
      socketId: socket.id,
      userId: principal.userId,
      username: principal.username,
      role: principal.role,
      namespace: socket.nsp.name,
      serverTime: new Date().toISOString(),
      expiresAt: new Date(principal.expiresAt * 1000).toISOString(),
    });
    this.timers.start(socket);
  }

  private count(socket: AppSocket): void {
    this.telemetry.sockets.set({ namespace: socket.nsp.name }, socket.nsp.sockets.size);
  }
}
