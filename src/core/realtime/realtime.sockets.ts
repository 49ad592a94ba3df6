import { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import { Principal } from '../access/principal';
import { Role } from '../access/permissions';
import { FieldError } from '../errors/app-error';
import { RequestSource } from '../logging/request-context';

/** What the handshake leaves on every socket. */
export interface SocketData {
  principal: Principal;
  /** Of the handshake; every event gets one of its own. */
  correlationId: string;
  /** Where it comes from; no credentials are among the headers. */
  source: RequestSource;
  /** When the handshake began, by this process's monotonic clock. */
  askedAt: number;
}

export type AppSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
/** The connection below a socket, shared by its namespaces. */
export type EngineSocket = AppSocket['conn'];
export type AppNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
export type AppServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/** How a failure is told over sockets: in acks, `error` events and `connect_error.data`. */
export interface SocketError {
  code: string;
  message: string;
  correlationId: string;
  /** Seconds after which a retry makes sense. */
  retryAfterSeconds?: number;
  errors?: FieldError[];
}

/** The answer to every event of a client. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: SocketError };

/** What the server sends on every namespace. */
export interface CommonServerEvents {
  connection_established: (session: {
    socketId: string;
    userId: string;
    username: string;
    role: Role;
    namespace: string;
    serverTime: string;
    expiresAt: string;
  }) => void;
  /** Answer to a `ping` without ack. */
  pong: (pong: Pong) => void;
  /** A failed event that was sent without ack. */
  error: (error: SocketError) => void;
  /** Sent once for each token: a minute before it ends, or at the half of what was left when that is less. */
  auth_expiring: (end: { expiresAt: string; expiresInMs: number }) => void;
  /** The token, the session or the key has ended; the socket is closed right after. */
  auth_expired: (reason: { code: string; message: string }) => void;
  /** This process stops; the connection is closed right after. `retryInMs` spreads the clients' return. */
  server_restarting: (hint: { retryInMs: number }) => void;
}

/** What a client sends on every namespace, and what it is acknowledged with. */
export interface CommonClientEvents {
  ping: { payload: null; data: Pong };
  /** A new access token of the same user, instead of the one that ends. */
  auth_refresh: { payload: { token: string }; data: { expiresAt: string } };
}

/** The payload of an event in a map such as CommonServerEvents. */
export type PayloadOf<E, K extends keyof E> = E[K] extends (payload: infer P) => void ? P : never;

export interface Pong {
  pong: true;
  serverTime: string;
}

/** The room of all sockets of one user, joined at connect. */
export function personalRoom(userId: string): string {
  return `user_${userId}`;
}
