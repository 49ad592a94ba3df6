import { Injectable } from '@nestjs/common';
import { AccessErrors } from '../errors/core-errors';
import { AppSocket } from './realtime.sockets';
import { endSocket, send } from './socket-sending';

/** How long before the end `auth_expiring` is sent, unless half of what is left is shorter. */
const WARNING_MS = 60_000;
/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Says once that the credentials of a socket end soon, and closes it when they have ended. */
@Injectable()
export class CredentialTimers {
  private readonly timers = new WeakMap<AppSocket, NodeJS.Timeout>();

  /** Starts over for the principal that the socket has now. */
  start(socket: AppSocket): void {
    this.stop(socket);
    const endsAt = socket.data.principal.expiresAt * 1000;
    const warning = Math.min(WARNING_MS, (endsAt - Date.now()) / 2);
    this.at(endsAt - warning, socket, () => {
      const expiresInMs = Math.max(0, endsAt - Date.now());
      send(socket, 'auth_expiring', { expiresAt: new Date(endsAt).toISOString(), expiresInMs });
      this.at(endsAt, socket, () => endSocket(socket, AccessErrors.expired.with()));
    });
  }

  stop(socket: AppSocket): void {
    clearTimeout(this.timers.get(socket));
    this.timers.delete(socket);
  }

  private at(time: number, socket: AppSocket, work: () => void): void {
    const left = time - Date.now();
    if (left <= 0) return work();
    const timer = setTimeout(() => this.at(time, socket, work), Math.min(left, LONGEST_TIMER_MS));
    this.timers.set(socket, timer.unref());
  }
}
