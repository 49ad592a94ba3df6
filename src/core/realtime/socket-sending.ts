import { AppError } from '../errors/app-error';
import { AppSocket, CommonServerEvents, PayloadOf } from './realtime.sockets';

/** Sends one of the events that every namespace has. */
export function send<K extends keyof CommonServerEvents>(
  socket: AppSocket,
  event: K,
  payload: PayloadOf<CommonServerEvents, K>,
): void {
  socket.emit(event, payload);
}

/** Closes a socket that may not stay, after telling it why; nothing is sent to it or taken from it afterwards. */
export function endSocket(socket: AppSocket, { type: { code }, message }: AppError): void {
  send(socket, 'auth_expired', { code, message });
  socket.disconnect();
}
