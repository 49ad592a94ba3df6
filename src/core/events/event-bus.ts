import { Injectable } from '@nestjs/common';
import { Logger } from '../logging/logger';
import { Telemetry } from '../telemetry/telemetry';

/** Base of every event: a fact that is already committed. */
export abstract class DomainEvent {}

type EventClass<E extends DomainEvent> = abstract new (...args: never[]) => E;
type Listener<E extends DomainEvent> = (event: E) => void | Promise<void>;

/**
 * Delivers events to listeners in the same process, in the order in which they were published. A listener that fails
 * is logged and counted; it never fails the publisher, whose work is already committed.
 */
@Injectable()
export class EventBus {
  private readonly listeners = new Map<unknown, { name: string; listener: Listener<DomainEvent> }[]>();

  constructor(
    private readonly logger: Logger,
    private readonly telemetry: Telemetry,
  ) {}

  /** @param name shown in logs and metrics when the listener fails */
  subscribe<E extends DomainEvent>(type: EventClass<E>, name: string, listener: Listener<E>): void {
    const registered = this.listeners.get(type) ?? [];
    this.listeners.set(type, [...registered, { name, listener: listener as Listener<DomainEvent> }]);
  }

  /** Call it after the commit; inside a transaction use `tx.publish`, which waits for the commit. */
  publish(event: DomainEvent): void {
    for (const { name, listener } of this.listeners.get(event.constructor) ?? []) {
      try {
        const pending = listener(event);
        if (pending instanceof Promise) pending.catch((error: unknown) => this.failed(event, name, error));
      } catch (error) {
        this.failed(event, name, error);
      }
    }
  }

  private failed(event: DomainEvent, listener: string, error: unknown): void {
    this.telemetry.listenerFailures.inc({ event: event.constructor.name, listener });
    this.logger.error('event listener failed', { event: event.constructor.name, listener, error });
  }
}
