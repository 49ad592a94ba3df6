import { Server as HttpServer } from 'node:http';
import { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { MessageMappingProperties } from '@nestjs/websockets';
import { Observable } from 'rxjs';
import { Server, Socket } from 'socket.io';
import { EventDispatcher } from './event-dispatcher';
import { RealtimeServer } from './realtime-server';
import { AppSocket } from './realtime.sockets';

/** Lets Nest's gateways run on the process's own socket.io server: `app.useWebSocketAdapter(new RealtimeAdapter(app))`. */
export class RealtimeAdapter extends IoAdapter {
  private readonly realtime: RealtimeServer;
  private readonly dispatcher: EventDispatcher;

  constructor(app: INestApplication) {
    super(app);
    this.realtime = app.get(RealtimeServer);
    this.dispatcher = app.get(EventDispatcher);
  }

  /** Nest asks first for the server itself, then for the namespace of each gateway. */
  override create(port: number, options?: Parameters<IoAdapter['create']>[1]): Server {
    if (port !== 0) throw new Error('Gateways share the port of the API.');
    if (options?.namespace === undefined) return this.realtime.attach(this.httpServer as HttpServer) as Server;
    return this.realtime.declare(options.namespace) as unknown as Server;
  }

  override bindMessageHandlers(
    socket: Socket,
    handlers: MessageMappingProperties[],
    transform: (data: unknown) => Observable<unknown>,
  ): void {
    this.dispatcher.bind(socket as AppSocket, handlers, transform);
  }

  /** socket.io would close the HTTP server as well, which is Nest's to close; the sockets are closed before. */
  override async close(): Promise<void> {
    await this.realtime.closeAll();
  }
}
