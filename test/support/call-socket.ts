import { inspect } from 'node:util';
import { io, Socket } from 'socket.io-client';
import { Ack, CommonServerEvents, PayloadOf, SocketError } from '../../src/core/realtime/realtime.sockets';
import { CallsClientEvents, CallsServerEvents, SentimentPoint } from '../../src/modules/calls/calls.sockets';
import { deadline, waitFor } from './wait-for';

type Sent<E extends keyof CallsServerEvents> = PayloadOf<CallsServerEvents, E>;
type Received = { [E in keyof CallsServerEvents]: { event: E; payload: Sent<E> } }[keyof CallsServerEvents];
type Snapshot = CallsClientEvents['subscribe']['data'];

const opened = new Set<CallSocket>();
const SERVER_EVENTS = ['sentiment_update', 'call_completed', 'resync'] as const;

/**
 * A client of `/calls` that follows calls as the documentation says: what the ack of `subscribe` brings comes before
 * what is pushed. It keeps everything in the order of arrival.
 */
export class CallSocket {
  /** Everything pushed, in order. */
  readonly pushed: Received[] = [];
  readonly errors: SocketError[] = [];
  private expired?: PayloadOf<CommonServerEvents, 'auth_expired'>;
  private readonly streams = new Map<string, SentimentPoint[]>();

  private constructor(readonly socket: Socket) {
    for (const event of SERVER_EVENTS) {
      socket.on(event, (payload: Received['payload']) => {
        this.pushed.push({ event, payload } as Received);
        if (event === 'sentiment_update') this.streamOf(payload.callId).push(payload as SentimentPoint);
      });
    }
    socket.on('error', (error: SocketError) => this.errors.push(error));
    socket.on('auth_expired', (reason: typeof this.expired) => (this.expired = reason));
    opened.add(this);
  }

  /** Connects, once; nothing reconnects by itself, so that a test decides what happens after a loss. */
  static async connect(url: string, token: string): Promise<CallSocket> {
    const client = new CallSocket(
      io(`${url}/calls`, { auth: { token }, forceNew: true, reconnection: false, transports: ['websocket'] }),
    );
    const connected = new Promise<void>((resolve, reject) => {
      client.socket.once('connect', resolve);
      client.socket.once('connect_error', reject);
    });
    await deadline('the connection to /calls', connected);
    return client;
  }

  ask<E extends keyof CallsClientEvents>(
    event: E,
    payload: CallsClientEvents[E]['payload'],
    timeoutMs = 10_000,
  ): Promise<Ack<CallsClientEvents[E]['data']>> {
    return this.askAnything(event, payload, timeoutMs) as Promise<Ack<CallsClientEvents[E]['data']>>;
  }

  /** Also what no typed client would send. */
  askAnything(event: string, payload: unknown, timeoutMs = 10_000): Promise<Ack<unknown>> {
    const ack = new Promise<Ack<unknown>>((resolve) => this.socket.emit(event, payload, resolve));
    return deadline(`the ack of ${event}`, ack, timeoutMs, () => this.report());
  }

  /** Subscribes; the points of the ack become the beginning of what is seen of the call. */
  async subscribe(callId: string, request: { after?: number; epoch?: number } = {}): Promise<Snapshot> {
    const ack = new Promise<Ack<Snapshot>>((resolve) => {
      this.socket.emit('subscribe', { callId, ...request }, (answer: Ack<Snapshot>) => {
        // At once: a point that is pushed right behind must not get in before.
        if (answer.ok) this.streamOf(callId).push(...answer.data.points);
        resolve(answer);
      });
    });
    return dataOf(await deadline(`the ack of subscribe`, ack, 10_000, () => this.report()));
  }

  /** Every point seen of the call, from acks and pushes, in the order of arrival. */
  points(callId: string): SentimentPoint[] {
    return this.streamOf(callId);
  }

  positions(callId: string): number[] {
    return this.streamOf(callId).map(({ position }) => position);
  }

  /** Waits until the position was seen, and answers all positions seen. */
  async reaches(callId: string, position: number, timeoutMs = 10_000): Promise<number[]> {
    return waitFor(
      `position ${position} of a stream`,
      () => this.positions(callId),
      timeoutMs,
      (seen) => seen.includes(position),
    );
  }

  /** Waits until there are that many of the event, and answers their payloads. */
  async events<E extends keyof CallsServerEvents>(event: E, count = 1, timeoutMs = 10_000): Promise<Sent<E>[]> {
    return waitFor(
      `${count} of ${event}`,
      () => this.pushed.filter((one) => one.event === event).map(({ payload }) => payload as Sent<E>),
      timeoutMs,
      (seen) => seen.length >= count,
    );
  }

  /** Waits until the server has closed the socket, and answers what it gave as the reason. */
  async putOut(timeoutMs = 10_000): Promise<{ code: string; message: string } | undefined> {
    await waitFor(
      'the server to close the socket',
      () => this.socket.connected,
      timeoutMs,
      (connected) => !connected,
    );
    return this.expired;
  }

  close(): void {
    this.socket.disconnect();
    opened.delete(this);
  }

  private streamOf(callId: string): SentimentPoint[] {
    const stream = this.streams.get(callId) ?? [];
    this.streams.set(callId, stream);
    return stream;
  }

  private report(): string {
    const { pushed, errors } = this;
    return inspect({ connected: this.socket.connected, pushed: pushed.slice(-20), errors }, { depth: 3 });
  }
}

/** The data of an ack that must have succeeded. */
export function dataOf<T>(ack: Ack<T>): T {
  if (!ack.ok) throw new Error(`The ack tells a failure: ${inspect(ack.error)}`);
  return ack.data;
}

/** The error of an ack that must have failed. */
export function errorOf(ack: Ack<unknown>): SocketError {
  if (ack.ok) throw new Error(`The ack tells success: ${inspect(ack.data)}`);
  return ack.error;
}

/** 1, 2, ... n. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** For afterEach. */
export function closeCallSockets(): void {
  opened.forEach((client) => client.close());
}
