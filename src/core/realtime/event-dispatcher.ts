import { Injectable } from '@nestjs/common';
import { MessageMappingProperties } from '@nestjs/websockets';
import { lastValueFrom, Observable } from 'rxjs';
import { Denials } from '../access/audit/denials';
import { Config } from '../config/config';
import { uuidv7 } from '../database/ids';
import { AppError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';
import { translate } from '../errors/translate';
import { Logger } from '../logging/logger';
import { runInContext } from '../logging/request-context';
import { Telemetry } from '../telemetry/telemetry';
import { CommonEvents, EventHandler } from './common-events';
import { RealtimeErrors } from './realtime-errors';
import { Ack, AppSocket } from './realtime.sockets';
import { toSocketError } from './socket-error';
import { send } from './socket-sending';
import { TokenBucket } from './token-bucket';

type Answer = (answer: Ack<unknown>) => void;
type Transform = (result: unknown) => Observable<unknown>;

interface Listening {
  handlers: Map<string, EventHandler>;
  rate: TokenBucket;
  /** Empty when the socket sends ten times what it may: then it is closed. */
  flood: TokenBucket;
  limited: boolean;
}

interface Received {
  socket: AppSocket;
  listening: Listening;
  event: string;
  /** The event, or `unknown`: safe as a metric label. */
  label: string;
  args: unknown[];
  ack?: Answer;
}

/** Receives every event of every socket: limits, runs the handler in a context of its own, answers, counts and logs. */
@Injectable()
export class EventDispatcher {
  private readonly sockets = new WeakMap<AppSocket, Listening>();

  constructor(
    private readonly common: CommonEvents,
    private readonly config: Config,
    private readonly telemetry: Telemetry,
    private readonly logger: Logger,
    private readonly denials: Denials,
  ) {}

  /** Adds the handlers of one gateway; several may serve one namespace. */
  bind(socket: AppSocket, handlers: MessageMappingProperties[], transform: Transform): void {
    const listening = this.sockets.get(socket) ?? this.listen(socket);
    for (const { message, callback } of handlers) {
      const run = callback as (payload: unknown) => unknown;
      listening.handlers.set(String(message), (payload) =>
        lastValueFrom(transform(run(payload)), { defaultValue: undefined }),
      );
    }
  }

  private listen(socket: AppSocket): Listening {
    const perSecond = this.config.get('SOCKET_EVENTS_PER_SECOND');
    const listening: Listening = {
      handlers: new Map(Object.entries(this.common.handlersOf(socket))),
      rate: new TokenBucket(perSecond, 2 * perSecond),
      flood: new TokenBucket(10 * perSecond, 20 * perSecond),
      limited: false,
    };
    this.sockets.set(socket, listening);
    socket.onAny((event: unknown, ...args: unknown[]) => this.receive(socket, listening, String(event), args));
    return listening;
  }

  private receive(socket: AppSocket, listening: Listening, event: string, args: unknown[]): void {
    if (!socket.connected) return;
    if (!listening.flood.take()) return this.endFlood(socket);
    const known = listening.handlers.has(event);
    const ack = typeof args.at(-1) === 'function' ? (args.pop() as Answer) : undefined;
    const received: Received = { socket, listening, event, label: known ? event : 'unknown', args, ack };
    const correlationId = uuidv7();
    const { principal, source } = socket.data;
    void runInContext({ correlationId, userId: principal.userId, principal, source }, async () => {
      try {
        const data = await this.handle(received);
        ack?.({ ok: true, data: data ?? null });
        this.count(received, 'ok');
      } catch (error) {
        this.fail(received, await this.toTell(received, translate(error)), correlationId);
      }
    });
  }

  private async handle({ listening, event, args, ack }: Received): Promise<unknown> {
    if (!listening.rate.take()) throw CoreErrors.rateLimited.with(undefined, { retryAfterSeconds: 1 });
    listening.limited = false;
    const handler = listening.handlers.get(event);
    if (handler === undefined) throw RealtimeErrors.unknownEvent.with(`This namespace does not know the event.`);
    if (args.length > 1) throw CoreErrors.validation.with('Send one object as the payload.');
    return handler(args[0], ack !== undefined);
  }

  private async toTell({ socket, label }: Received, error: AppError): Promise<AppError> {
    if (!this.denials.concern(error)) return error;
    return this.denials.toTell(error, { kind: 'event', id: `${socket.nsp.name} ${label}` });
  }

  private fail(received: Received, error: AppError, correlationId: string): void {
    const { socket, listening, label, ack } = received;
    const { code, status, level } = error.type;
    const told = toSocketError(error, correlationId);
    if (ack) ack({ ok: false, error: told });
    else send(socket, 'error', told);
    this.count(received, status >= 500 ? 'failed' : 'refused');
    this.telemetry.errors.inc({ code });
    const limited = error.type === CoreErrors.rateLimited;
    const repeated = limited && listening.limited;
    listening.limited = limited;
    if (repeated) return;
    const fields = { namespace: socket.nsp.name, event: label, code, ...(status >= 500 ? { error } : {}) };
    this.logger[level]('socket event refused', fields);
  }

  private endFlood(socket: AppSocket): void {
    this.logger.warn('socket closed because it floods', {
      namespace: socket.nsp.name,
      userId: socket.data.principal.userId,
    });
    socket.disconnect(true);
  }

  private count({ socket, label }: Received, outcome: string): void {
    this.telemetry.socketEvents.inc({ namespace: socket.nsp.name, event: label, outcome });
  }
}
