import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Logger } from '../../../core/logging/logger';
import { RecalculationOrders } from './recalculation-orders';

const RETRY_MS = 1_000;

/** Looks once, at the start, whether what is stored fits this process; again while Postgres cannot be asked. */
@Injectable()
export class StateWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly orders: RecalculationOrders,
    private readonly logger: Logger,
  ) {}

  /** The start does not wait for it. */
  onApplicationBootstrap(): void {
    this.looking = this.look();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      await this.orders.orderWhereNeeded();
    } catch (error) {
      this.logger.warn('the state of the rollups could not be read', { error });
      if (!this.stopped) this.timer = setTimeout(() => void (this.looking = this.look()), RETRY_MS).unref();
    }
  }
}
