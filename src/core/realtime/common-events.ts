import { Injectable } from '@nestjs/common';
import { AuthRefresh } from './auth-refresh';
import { AuthRefreshDto } from './auth-refresh.dto';
import { AppSocket, CommonClientEvents, Pong } from './realtime.sockets';
import { send } from './socket-sending';

/** Handles one event of a socket; `hasAck` tells whether the client waits for an answer. */
export type EventHandler = (payload: unknown, hasAck: boolean) => Promise<unknown>;

/** What every namespace takes besides its own events, from whoever it let in. */
@Injectable()
export class CommonEvents {
  /** For the contract: what they carry, and whether keys may send them. */
  static readonly events: Record<keyof CommonClientEvents, { payload?: new () => object; sessionOnly: boolean }> = {
    ping: { sessionOnly: false },
    auth_refresh: { payload: AuthRefreshDto, sessionOnly: true },
  };

  constructor(private readonly refresh: AuthRefresh) {}

  handlersOf(socket: AppSocket): Record<keyof CommonClientEvents, EventHandler> {
    return {
      ping: (_, hasAck) => Promise.resolve(answerPing(socket, hasAck)),
      auth_refresh: (payload) => this.refresh.run(socket, payload),
    };
  }
}

function answerPing(socket: AppSocket, hasAck: boolean): Pong {
  const pong: Pong = { pong: true, serverTime: new Date().toISOString() };
  if (!hasAck) send(socket, 'pong', pong);
  return pong;
}
