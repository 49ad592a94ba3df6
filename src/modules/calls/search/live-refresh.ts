import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { Database } from '../../../core/database/database';
import { EventBus } from '../../../core/events/event-bus';
import { Logger } from '../../../core/logging/logger';
import { CallDeleted, UtterancesAppended } from '../calls.events';
import { SearchRepository } from './search.repository';

/** A call waits this many times as long as its last refresh took: even one of hours takes no more than a tenth of a core. */
const REST_FACTOR = 10;
/** At every so many turns, and at the first, the rows tell what no event of this process told. */
const TURNS_BETWEEN_SWEEPS = 30;
const MOST_SWEPT = 1_000;

/**
 * Makes live calls findable shortly after something was said in them, away from the path of the appends. What a killed
 * process had still to do, the sweep of any other finds; completing a call makes it findable in its own transaction.
 */
@Injectable()
export class LiveRefresh implements OnApplicationBootstrap, OnModuleDestroy {
  /** Calls with news. */
  private readonly waiting = new Set<string>();
  /** Calls that are not to be refreshed again before a moment. */
  private readonly resting = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private turns = 0;

  constructor(
    private readonly database: Database,
    private readonly search: SearchRepository,
    private readonly events: EventBus,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.events.subscribe(UtterancesAppended, 'search', ({ callId }) => void this.waiting.add(callId));
    this.events.subscribe(CallDeleted, 'search', ({ callId }) => void this.waiting.delete(callId));
    this.timer = setInterval(() => this.tick(), this.config.get('SEARCH_REFRESH_MS'));
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** A turn that takes longer than the interval swallows those that fall into it. */
  private tick(): void {
    this.running ??= this.turn()
      .catch((error: unknown) => this.logger.warn('live calls are not findable yet', { error }))
      .finally(() => (this.running = undefined));
  }

  private async turn(): Promise<void> {
    if (this.turns % TURNS_BETWEEN_SWEEPS === 0) {
      for (const id of await this.search.stale(MOST_SWEPT)) this.waiting.add(id);
    }
    this.turns += 1;
    const now = performance.now();
    for (const [id, until] of this.resting) if (until <= now) this.resting.delete(id);
    for (const id of [...this.waiting]) if (!this.resting.has(id)) await this.refresh(id);
  }

  /** Taken from those that wait first: what is said meanwhile puts the call back. */
  private async refresh(id: string): Promise<void> {
    this.waiting.delete(id);
    const started = performance.now();
    try {
      await this.search.prepare(id);
      await this.database.transaction((tx) => this.search.refreshBeside(tx, id));
    } catch (error) {
      this.waiting.add(id);
      throw error;
    }
    const ended = performance.now();
    this.resting.set(id, ended + (ended - started) * REST_FACTOR);
  }
}
