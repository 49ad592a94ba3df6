import { Injectable } from '@nestjs/common';
import { AccessErrors } from '../errors/core-errors';
import { Telemetry } from '../telemetry/telemetry';
import { HandshakeGate } from './handshake-gate';
import { AppSocket, CommonServerEvents, PayloadOf, personalRoom } from './realtime.sockets';

/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What happens to every socket from CONNECT to its end, whatever its namespace. */
@Injectable()
export class SocketSessions {
  constructor(
    private readonly gate: HandshakeGate,
    private readonly telemetry: Telemetry,
  ) {}

  start(socket: AppSocket): void {
    const { principal } = socket.data;
    this.gate.joined(socket.conn);
    this.count(socket);
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
    const stopTimer = endWithToken(socket);
    socket.once('disconnect', () => {
      stopTimer();
      this.gate.left(socket.conn);
      this.count(socket);
    });
  }

  private count(socket: AppSocket): void {
    this.telemetry.sockets.set({ namespace: socket.nsp.name }, socket.nsp.sockets.size);
  }
}

/** Sends one of the events that every namespace has. */
export function send<K extends keyof CommonServerEvents>(
  socket: AppSocket,
  event: K,
  payload: PayloadOf<CommonServerEvents, K>,
): void {
  socket.emit(event, payload);
}

/** Closes the socket when its token ends; answers how to call that off. */
function endWithToken(socket: AppSocket): () => void {
  let timer: NodeJS.Timeout;
  const check = (): void => {
    const left = socket.data.principal.expiresAt * 1000 - Date.now();
    if (left > 0) {
      timer = setTimeout(check, Math.min(left, LONGEST_TIMER_MS)).unref();
      return;
    }
    const { code, title } = AccessErrors.expired;
    send(socket, 'auth_expired', { code, message: title });
    socket.disconnect();
  };
  check();
  return () => clearTimeout(timer);
}
