import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/config';
import { Transaction } from '../../database/database';
import { AccessErrors, CoreErrors } from '../../errors/core-errors';
import { DomainEvent, EventBus } from '../../events/event-bus';
import { Logger } from '../../logging/logger';
import { Telemetry } from '../../telemetry/telemetry';
import { LiveRevocations } from './live-revocations';
import { Principal } from '../principal';
import { Ended, EndedKind, Revocation, RevocationsRepository } from './revocations.repository';

/** Rights were ended by this process. */
export class RightsEnded extends DomainEvent {
  constructor(readonly revocations: Revocation[]) {
    super();
  }
}

/** An instance that knows less than this is asked nothing: it could let somebody in who was put out. */
const MAX_AGE_MS = 5_000;
const RETRY_MS = 500;
const FIRST_ATTEMPTS = 3;

/**
 * What has ended, held in memory so that no request reads the database to know: the rows are read every
 * REVOCATION_POLL_MS, and at once when another process says that it ended something.
 */
@Injectable()
export class Revocations implements OnModuleInit, OnApplicationShutdown {
  private readonly live = new LiveRevocations();
  private readonly endListeners: ((ended: Ended[]) => void)[] = [];
  private readonly recordListeners: (() => void)[] = [];
  /** When the last successful read began: by the monotonic clock, and by the one that goes on while a machine sleeps. */
  private viewed = { monotonic: -Infinity, wall: -Infinity };
  private reading?: Promise<void>;
  private queued?: Promise<void>;
  private timer?: NodeJS.Timeout;
  private failing = false;
  private stopped = false;

  constructor(
    private readonly repository: RevocationsRepository,
    private readonly events: EventBus,
    private readonly config: Config,
    private readonly telemetry: Telemetry,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.telemetry.observeRevocations(() => ({ live: this.live.size, ageSeconds: this.ageMs / 1_000 }));
    this.events.subscribe(RightsEnded, 'revocations', ({ revocations }) => this.recorded(revocations));
    let known = false;
    for (let attempt = 0; attempt < FIRST_ATTEMPTS && !known; attempt += 1) known = await this.look();
    this.schedule(performance.now(), known);
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Throws auth.invalid when the credential was ended, unavailable when that cannot be known. */
  check({ credential }: Principal): void {
    this.requireFresh();
    if (this.hasEnded(credential.id)) throw AccessErrors.invalid.with('This session or key has ended; sign in again.');
  }

  /** Throws unavailable when what this process knows is more than 5 s old. */
  requireFresh(): void {
    if (this.isFresh) return;
    throw CoreErrors.unavailable.with('It cannot be checked who is signed in.', { retryAfterSeconds: 2 });
  }

  /** Whether the session or key is known to have ended. */
  hasEnded(credentialId: string): boolean {
    return this.live.has(credentialId);
  }

  /** Whether what this process knows is at most 5 s old. */
  get isFresh(): boolean {
    return this.ageMs <= MAX_AGE_MS;
  }

  /** Ends credentials in the transaction that takes the rights away; this process knows it with the commit. */
  async record(tx: Transaction, kind: EndedKind, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    tx.publish(new RightsEnded(await this.repository.insert(tx, kind, ids)));
  }

  /**
   * Called with what has ended since the last time, by whichever process. A row that was read before such a call may be
   * older than the ending: whoever keeps what rows told must not keep that. Nothing may be kept for as long as an hour.
   */
  onEnd(listener: (ended: Ended[]) => void): void {
    this.endListeners.push(listener);
  }

  /** Called when this process has ended something, so that others can be told to look. */
  onRecorded(listener: () => void): void {
    this.recordListeners.push(listener);
  }

  /** Reads what is new, from now on or later; rejects when the rows cannot be read. Calls meanwhile share one more read. */
  refresh(): Promise<void> {
    if (this.reading === undefined) {
      this.reading = this.read().finally(() => (this.reading = undefined));
      return this.reading;
    }
    const next = () => {
      this.queued = undefined;
      return this.refresh();
    };
    this.queued ??= this.reading.then(next, next);
    return this.queued;
  }

  /** The same for who has heard that there is something new, and has nobody to tell when it fails. */
  refreshSoon(): void {
    void this.look();
  }

  /** How old it is what this process knows. */
  get ageMs(): number {
    return Math.max(performance.now() - this.viewed.monotonic, Date.now() - this.viewed.wall);
  }

  private async read(): Promise<void> {
    const begun = { monotonic: performance.now(), wall: Date.now() };
    const found = await this.repository.readNew();
    this.viewed = begun;
    this.apply(found);
  }

  private recorded(revocations: Revocation[]): void {
    this.apply(revocations);
    this.tell(this.recordListeners, undefined);
  }

  private apply(found: Revocation[]): void {
    const fresh = this.live.add(found, performance.now());
    if (fresh.length === 0) return;
    this.tell(this.endListeners, fresh);
  }

  private tell<T>(listeners: ((news: T) => void)[], news: T): void {
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        this.telemetry.listenerFailures.inc({ event: 'revocations', listener: 'revocations' });
        this.logger.error('listener of revocations failed', { error });
      }
    }
  }

  private schedule(lastStart: number, succeeded: boolean): void {
    if (this.stopped) return;
    const interval = this.config.get('REVOCATION_POLL_MS');
    const wait = succeeded ? Math.max(interval / 4, lastStart + interval - performance.now()) : RETRY_MS;
    this.timer = setTimeout(() => void this.poll(), Math.min(interval, wait)).unref();
  }

  private async poll(): Promise<void> {
    const start = performance.now();
    const succeeded = await this.look();
    this.schedule(start, succeeded);
  }

  /** Says so once when the rows cannot be read, and once when they can again. */
  private async look(): Promise<boolean> {
    const error = await this.refresh().then(
      () => undefined,
      (reason: unknown) => reason ?? new Error('unknown'),
    );
    const failed = error !== undefined;
    if (failed !== this.failing && !this.stopped) {
      if (failed) this.logger.warn('it cannot be read which sessions and keys have ended', { error });
      else this.logger.info('it can be read again which sessions and keys have ended');
    }
    this.failing = failed;
    return !failed;
  }
}
