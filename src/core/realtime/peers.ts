import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../database/ids';
import { Logger } from '../logging/logger';
import { Telemetry } from '../telemetry/telemetry';
import { RedisLinks } from './redis-links';

type Listener = (payload: never) => void | Promise<void>;

interface Hint {
  from: string;
  topic: string;
  payload: object;
}

/**
 * Hints from process to process, workers included. A hint may be lost, so it only says that something is worth reading
 * again, never what is true.
 */
@Injectable()
export class Peers {
  private readonly id = uuidv7();
  private readonly channel: string;
  private readonly listeners = new Map<string, Listener[]>();
  private readonly reconnectListeners: (() => void | Promise<void>)[] = [];

  constructor(
    private readonly links: RedisLinks,
    private readonly telemetry: Telemetry,
    private readonly logger: Logger,
  ) {
    this.channel = `${links.prefix}:peers`;
    const subscriber = links.subscriber('peers', { autoResubscribe: false });
    subscriber.on('message', (_channel: string, message: string) => this.receive(message));
    subscriber.on('ready', () => void subscriber.subscribe(this.channel).then((count) => this.subscribed(count)));
  }

  /** Sends to the other processes; never throws, and a hint that Redis does not take is lost and counted. */
  send(topic: string, payload: object): void {
    const hint: Hint = { from: this.id, topic, payload };
    void this.links.publisher.publish(this.channel, JSON.stringify(hint));
  }

  /** Hears what other processes send, never what this one sends. */
  on<T extends object>(topic: string, listener: (payload: T) => void | Promise<void>): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  /** Called each time hints start to arrive (again): whatever came before may have been missed. */
  onReconnect(listener: () => void | Promise<void>): void {
    this.reconnectListeners.push(listener);
  }

  private subscribed(count: unknown): void {
    if (count === undefined) return;
    for (const listener of this.reconnectListeners) this.run('reconnect', listener);
  }

  private receive(message: string): void {
    const hint = parseHint(message);
    if (hint === undefined || hint.from === this.id) return;
    for (const listener of this.listeners.get(hint.topic) ?? []) {
      this.run(hint.topic, () => listener(hint.payload as never));
    }
  }

  private run(topic: string, work: () => void | Promise<void>): void {
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        this.telemetry.listenerFailures.inc({ event: `peers.${topic}`, listener: 'peers' });
        this.logger.error('listener of a hint failed', { topic, error });
      });
  }
}

function parseHint(message: string): Hint | undefined {
  try {
    const hint = JSON.parse(message) as Partial<Hint> | null;
    const isHint = typeof hint?.topic === 'string' && typeof hint.payload === 'object' && hint.payload !== null;
    return isHint ? (hint as Hint) : undefined;
  } catch {
    return undefined;
  }
}
