import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Logger } from '../../logging/logger';
import { KeptAnswersRepository } from './kept-answers.repository';

const INTERVAL_MS = 60_000;
const BATCH = 500;

/** Removes keys that have expired, a few at a time; any number of processes may do so at once. */
@Injectable()
export class ExpiredKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(
    private readonly rows: KeptAnswersRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Never rejects; one that runs already is joined. */
  sweep(): Promise<void> {
    this.running ??= this.removeAll()
      .catch((error: unknown) => this.logger.warn('expired idempotency keys could not be removed', { error }))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  private async removeAll(): Promise<void> {
    while ((await this.rows.removeExpired(BATCH)) === BATCH);
  }
}
