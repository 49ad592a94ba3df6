import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

const keepingTheirPace = new WeakSet<Socket>();

/**
 * Exempts a request from the time in which a whole request must have arrived, until it has: for whoever measures by
 * himself how fast it comes. The silence that ends a connection ends this one as well.
 */
export function letKeepItsOwnPace(request: IncomingMessage): void {
  const { socket } = request;
  keepingTheirPace.add(socket);
  request.once('end', () => keepingTheirPace.delete(socket));
}

export function keepsItsOwnPace(socket: Socket): boolean {
  return keepingTheirPace.has(socket);
}
