import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config';
import { Transaction } from '../database/database';
import { AccessErrors, CoreErrors } from '../errors/core-errors';
import { DomainEvent, EventBus } from '../events/event-bus';
import { Principal } from './principal';
import { Ended, EndedKind, RevocationsRepository } from './revocations.repository';

/** Rights were ended in this process. */
export class RightsEnded extends DomainEvent {}

/** An instance that knows less than this is asked nothing: it could let somebody in who was put out. */
const MAX_AGE_MS = 5_000;

/**
 * What has ended, held in memory so that no request reads the database to know: the rows are read every
 * REVOCATION_POLL_MS, and at once when a process says that it ended something.
 */
@Injectable()
export class Revocations implements OnModuleInit, OnApplicationShutdown {
  private readonly ended = new Set<string>();
  private readonly listeners: ((ended: Ended[]) => void)[] = [];
  private since?: string;
  private freshAt = -Infinity;
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly repository: RevocationsRepository,
    private readonly events: EventBus,
    private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    this.events.subscribe(RightsEnded, 'revocations', () => this.refresh());
    await this.refresh();
    this.schedule();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Throws auth.invalid when the credential was ended, unavailable when that cannot be known. */
  check({ credential }: Principal): void {
    if (performance.now() - this.freshAt > MAX_AGE_MS) {
      throw CoreErrors.unavailable.with('It cannot be checked who is signed in.', { retryAfterSeconds: 2 });
    }
    if (this.ended.has(credential.id)) throw AccessErrors.invalid.with('This session or key has ended; sign in again.');
  }

  /** Ends credentials in the transaction that takes the rights away. */
  async record(tx: Transaction, kind: EndedKind, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.repository.insert(tx, kind, ids);
    tx.publish(new RightsEnded());
  }

  /** Called with what has ended since the last time, by whichever process. */
  onEnd(listener: (ended: Ended[]) => void): void {
    this.listeners.push(listener);
  }

  /** Reads what is new; rejects when the rows cannot be read. */
  async refresh(): Promise<void> {
    const startedAt = performance.now();
    const { ended, next } = await this.repository.readSince(this.since);
    const fresh = ended.filter(({ kind, id }) => kind === 'user' || !this.ended.has(id));
    for (const { kind, id } of fresh) if (kind !== 'user') this.ended.add(id);
    this.since = next;
    this.freshAt = Math.max(this.freshAt, startedAt);
    if (fresh.length > 0) this.listeners.forEach((listener) => listener(fresh));
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.refresh()
        .catch(() => undefined)
        .finally(() => this.schedule());
    }, this.config.get('REVOCATION_POLL_MS'));
    this.timer.unref();
  }
}
