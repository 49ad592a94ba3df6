import { Server as HttpServer } from 'node:http';
import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-adapter';
import { Namespace, Server, ServerOptions } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { Config } from '../config/config';
import { Lifecycle } from '../health/lifecycle';
import { HandshakeGate } from './handshake-gate';
import { RealtimeNamespace } from './realtime-namespace';
import { AppNamespace, AppServer, EngineSocket } from './realtime.sockets';
import { RedisLinks } from './redis-links';
import { SocketAuth } from './socket-auth';
import { send } from './socket-sending';
import { SocketSessions } from './socket-sessions';

const CLOSE_GRACE_MS = 1_000;
const SPREAD_RETRIES_MS = 10_000;

/** The one socket.io server of the process. A worker never attaches it to HTTP, yet emits through it to every API process. */
@Injectable()
export class RealtimeServer implements BeforeApplicationShutdown {
  private readonly io: AppServer;
  /** The namespaces shared with the other processes; those that only refuse stay off Redis. */
  private readonly shared = new Set<string>();
  private closing?: Promise<void>;

  constructor(
    private readonly config: Config,
    private readonly gate: HandshakeGate,
    private readonly auth: SocketAuth,
    private readonly sessions: SocketSessions,
    private readonly lifecycle: Lifecycle,
    links: RedisLinks,
  ) {
    this.io = new Server({ ...socketOptions(config), allowRequest: gate.allowRequest, adapter: this.adapters(links) });
    this.io.use(auth.middleware);
    this.io.on('new_namespace', (namespace: AppNamespace) => namespace.use(auth.middleware));
    // Undeclared namespaces exist for the moment of their refusal: so that it comes with a code, as every refusal does.
    this.io.of((_name, _auth, next) => next(null, true));
  }

  /** Typed sending to a namespace, e.g. `namespace<CallsServerEvents>('/calls')`. */
  namespace<E extends object>(name: `/${string}`): RealtimeNamespace<E> {
    return new RealtimeNamespace<E>(this.open(name));
  }

  /** Starts to take connections on the HTTP server; not in a worker, where that one is for health checks. */
  attach(http: HttpServer): AppServer {
    if (this.config.get('PARLEY_ROLE') === 'worker') return this.io;
    this.io.attach(http);
    this.io.engine.on('connection', (connection: EngineSocket) => this.gate.adopt(connection));
    return this.io;
  }

  /** Opens a namespace to clients; called for each gateway. */
  declare(name: string): AppNamespace {
    const namespace = this.open(name);
    if (this.auth.declare(name)) namespace.on('connection', (socket) => this.sessions.start(socket));
    return namespace;
  }

  /**
   * Tells every socket to come back later and closes the connections, by force after a second. The transport is closed,
   * not the sockets: a default client then reconnects by itself.
   */
  closeAll(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.closeAll();
  }

  private async close(): Promise<void> {
    void this.lifecycle.drain();
    for (const { sockets } of this.namespaces()) {
      for (const socket of sockets.values()) {
        send(socket, 'server_restarting', { retryInMs: Math.floor(Math.random() * SPREAD_RETRIES_MS) });
      }
    }
    await this.gate.closeAll(CLOSE_GRACE_MS);
    for (const { adapter } of this.namespaces()) await adapter.close();
  }

  private open(name: string): AppNamespace {
    this.shared.add(name);
    return this.io.of(name);
  }

  private namespaces(): AppNamespace[] {
    return [...this.shared].map((name) => this.io.of(name));
  }

  private adapters(links: RedisLinks): (namespace: Namespace) => Adapter {
    const { shared } = this;
    const redis = createAdapter(links.publisher, links.subscriber('sockets'), {
      key: `${links.prefix}:sockets`,
      requestsTimeout: 2_000,
    });
    // Not an arrow function: socket.io calls it with `new`.
    return function (namespace) {
      return shared.has(namespace.name) ? redis(namespace) : new Adapter(namespace);
    };
  }
}

function socketOptions(config: Config): Partial<ServerOptions> {
  const origins = config.get('CORS_ORIGINS');
  return {
    ...(origins.length > 0 ? { cors: { origin: origins, methods: ['GET', 'POST'] } } : {}),
    maxHttpBufferSize: 100_000,
    connectTimeout: 10_000,
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    allowEIO3: false,
    cleanupEmptyChildNamespaces: true,
  };
}
