import { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';

import { Revocations } from '../access/rights/revocations';
import { Config } from '../config/config';
import { AppError } from '../errors/app-error';
import { Lifecycle } from '../health/lifecycle';
import { isHostAllowed } from '../http/allowed-hosts';
import { Telemetry } from '../telemetry/telemetry';
import { addressResolver, fullAddressResolver } from '../http/client-address';
import { ConnectionCounts } from './connection-counts';
import { isOriginAllowed } from './origin-check';
import { RealtimeErrors } from './realtime-errors';
import { EngineSocket } from './realtime.sockets';
import { TokenBucket } from './token-bucket';

/** Handshakes of one address that have joined no namespace yet. */
const PENDING_PER_ADDRESS = 200;
/** Refused connections of one address that are told why; those beyond are cut off unheard. */
const REFUSED_PER_ADDRESS = 20;
const UNADOPTED_MS = 5_000;
const REFUSED_MS = 2_000;
/** Shorter than socket.io's own connect timeout, whose orderly close would keep the place of a polling client. */
const UNJOINED_MS = 9_000;
/** Raw packets a connection may send before it has joined a namespace. */
const UNJOINED_PACKETS = 32;

interface Ticket {
  refusal?: AppError;
  move: ReturnType<ConnectionCounts['add']>;
  timer: NodeJS.Timeout;
  joined: number;
  packets: number;
  attempts: TokenBucket;
}

/**
 * Decides which connections may come to CONNECT, and ends those that never join. A refusal at the engine reaches a
 * client as a bare transport error, so a refused connection is let in as far as its CONNECT, which SocketAuth answers
 * with the reason. Floods, a draining process and one that cannot tell whose rights have ended are refused at the engine:
 * that is cheap, and there a default client tries again by itself.
 */
@Injectable()
export class HandshakeGate {
  readonly connections = new Set<EngineSocket>();
  private readonly counts = new ConnectionCounts();
  private readonly tickets = new WeakMap<IncomingMessage, Ticket>();
  /** Where a request comes from, as the trusted proxies tell it. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** The address itself, where `addressOf` tells the network that counts as one. */
  readonly fullAddressOf: (request: IncomingMessage) => string;

  constructor(
    private readonly config: Config,
    private readonly lifecycle: Lifecycle,
    private readonly telemetry: Telemetry,
    private readonly revocations: Revocations,
  ) {
    this.addressOf = addressResolver(config.get('TRUST_PROXY'));
    this.fullAddressOf = fullAddressResolver(config.get('TRUST_PROXY'));
  }

  /** For the engine's `allowRequest`. */
  readonly allowRequest = (
    request: IncomingMessage,
    decide: (reason: string | undefined, allowed: boolean) => void,
  ): void => {
    const reason = this.closedBecause() ?? this.register(request);
    if (reason !== undefined) this.telemetry.refusedHandshakes.inc({ reason });
    decide(reason, reason === undefined);
  };

  /** For the engine's `connection` event: from now on the connection is counted until it closes. */
  adopt(connection: EngineSocket): void {
    const ticket = this.tickets.get(connection.request);
    // A handshake may be on its way while the process begins to stop.
    if (ticket === undefined || this.lifecycle.draining) return connection.close(true);
    this.connections.add(connection);
    this.endUnlessJoined(connection, ticket);
    connection.on('packet', () => {
      if (ticket.joined === 0 && ++ticket.packets > UNJOINED_PACKETS) connection.close(true);
    });
    connection.once('close', () => {
      clearTimeout(ticket.timer);
      this.connections.delete(connection);
      ticket.move();
    });
  }

  /** Why this connection may not CONNECT: refused at the handshake, or it tries too often. */
  refusalOf(connection: EngineSocket): AppError | undefined {
    const ticket = this.tickets.get(connection.request);
    if (ticket === undefined) return RealtimeErrors.busy.with();
    if (!ticket.attempts.take()) return RealtimeErrors.busy.with('Too many attempts to connect.');
    return ticket.refusal;
  }

  joined(connection: EngineSocket): void {
    const ticket = this.tickets.get(connection.request);
    if (ticket === undefined || ++ticket.joined > 1) return;
    clearTimeout(ticket.timer);
    ticket.move('joined');
  }

  left(connection: EngineSocket): void {
    const ticket = this.tickets.get(connection.request);
    if (ticket === undefined || --ticket.joined > 0 || connection.readyState !== 'open') return;
    ticket.packets = 0;
    this.endUnlessJoined(connection, ticket);
  }

  /** Closes every connection once what was sent to it is out, and by force when the time is over. */
  async closeAll(graceMs: number): Promise<void> {
    const closed = [...this.connections].map((connection) => {
      const end = new Promise<void>((resolve) => connection.once('close', () => resolve()));
      closeWhenFlushed(connection);
      return end;
    });
    const timer = setTimeout(() => this.connections.forEach((connection) => connection.close(true)), graceMs);
    await Promise.all(closed);
    clearTimeout(timer);
  }

  private closedBecause(): string | undefined {
    if (this.lifecycle.draining) return 'draining';
    return this.revocations.isFresh ? undefined : 'unavailable';
  }

  /** Undefined when the connection may go on to CONNECT, be it only to hear there why it is refused. */
  private register(request: IncomingMessage): string | undefined {
    const address = this.addressOf(request);
    const refusal = this.reasonToRefuse(request, address);
    if (refusal !== undefined && this.counts.of(address).refused >= REFUSED_PER_ADDRESS) return 'flood';
    const move = this.counts.add(address, refusal === undefined ? 'pending' : 'refused');
    const timer = setTimeout(() => move(), UNADOPTED_MS).unref();
    this.tickets.set(request, { refusal, move, timer, joined: 0, packets: 0, attempts: new TokenBucket(1, 20) });
    return undefined;
  }

  private reasonToRefuse(request: IncomingMessage, address: string): AppError | undefined {
    const { origin, host } = request.headers;
    if (!isHostAllowed(host, this.config.get('ALLOWED_HOSTS')))
      return RealtimeErrors.originRefused.with('This host name is not served here.');
    if (!isOriginAllowed(origin, host, this.config.get('CORS_ORIGINS'))) return RealtimeErrors.originRefused.with();
    const { pending, joined } = this.counts.of(address);
    const full =
      pending + joined >= this.config.get('SOCKET_CONNECTIONS_PER_ADDRESS') || pending >= PENDING_PER_ADDRESS;
    return full ? RealtimeErrors.busy.with() : undefined;
  }

  /** Closes with discard: a polling client that stopped polling would otherwise keep its place until the ping timeout. */
  private endUnlessJoined(connection: EngineSocket, ticket: Ticket): void {
    clearTimeout(ticket.timer);
    const patience = ticket.refusal === undefined ? UNJOINED_MS : REFUSED_MS;
    ticket.timer = setTimeout(() => connection.close(true), patience).unref();
  }
}

/** The engine's own orderly close waits 30 s for a polling client that is between two polls, and nothing shortens it. */
function closeWhenFlushed(connection: EngineSocket): void {
  const { transport } = connection;
  if (transport.name !== 'polling' || transport.writable) return connection.close(transport.name === 'polling');
  transport.once('ready', () => closeWhenFlushed(connection));
}
