import { inspect } from 'node:util';
import { io, ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { Ack, CommonServerEvents, PayloadOf, SocketError } from '../../../src/core/realtime/realtime.sockets';
import { deadline, waitFor } from '../../support/wait-for';

interface Refusal extends Error {
  data?: SocketError;
}

const opened = new Set<TestClient>();

/** A default socket.io client that keeps all it saw, so that a failed wait can tell it. */
export class TestClient {
  readonly seen: [event: string, payload: unknown][] = [];
  readonly refusals: Refusal[] = [];
  readonly socket: Socket;
  disconnected?: string;

  constructor(url: string, namespace: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.socket = io(url + namespace, { forceNew: true, reconnection: false, ...options });
    this.socket.onAny((event: string, payload: unknown) => this.seen.push([event, payload]));
    this.socket.on('connect_error', (error: Refusal) => this.refusals.push(error));
    this.socket.on('disconnect', (reason) => (this.disconnected = reason));
    opened.add(this);
  }

  /** A client that is connected with the token. */
  static async connected(url: string, namespace: string, token: string, options: Partial<ManagerOptions> = {}) {
    const client = new TestClient(url, namespace, { auth: { token }, ...options });
    await client.established();
    return client;
  }

  async established() {
    const [session] = await this.event('connection_established');
    return session as PayloadOf<CommonServerEvents, 'connection_established'>;
  }

  /** The error with which the handshake was refused. */
  async refused(): Promise<Refusal> {
    const { refusals } = await waitFor(
      'a refusal',
      () => this.state,
      10_000,
      (state) => state.refusals.length > 0,
    );
    return refusals[0] as Refusal;
  }

  /** The payloads of the event, once there are that many. */
  async event(name: string, count = 1): Promise<unknown[]> {
    await waitFor(
      `${count} of ${name}`,
      () => this.state,
      10_000,
      () => this.payloads(name).length >= count,
    );
    return this.payloads(name);
  }

  payloads(name: string): unknown[] {
    return this.seen.filter(([event]) => event === name).map(([, payload]) => payload);
  }

  /** Sends with an ack and answers it. */
  async ask<T = unknown>(event: string, ...args: unknown[]): Promise<Ack<T>> {
    const answer = new Promise<Ack<T>>((resolve) => this.socket.emit(event, ...args, resolve));
    return deadline(`the ack of ${event}`, answer, 10_000, () => inspect(this.state));
  }

  /** The reason of the disconnection. */
  async end(timeoutMs = 10_000): Promise<string> {
    await waitFor(
      'the end of the socket',
      () => this.state,
      timeoutMs,
      (state) => state.disconnected !== undefined,
    );
    return this.disconnected ?? '';
  }

  close(): void {
    this.socket.disconnect();
    this.socket.io.engine?.close();
  }

  private get state() {
    const { connected } = this.socket;
    return { connected, disconnected: this.disconnected, refusals: this.refusals, seen: this.seen.slice(-20) };
  }
}

/** The error of a failing ack. */
export function failure(ack: Ack<unknown>): SocketError {
  if (ack.ok) throw new Error(`It succeeded: ${inspect(ack)}`);
  return ack.error;
}

/** The data of a succeeding ack. */
export function success<T>(ack: Ack<T>): T {
  if (!ack.ok) throw new Error(`It failed: ${inspect(ack)}`);
  return ack.data;
}

/** For afterEach. */
export function closeClients(): void {
  opened.forEach((client) => client.close());
  opened.clear();
}
