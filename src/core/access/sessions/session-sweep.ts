import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Logger } from '../../logging/logger';
import { SessionsSweepRepository } from './sessions-sweep.repository';

const INTERVAL_MS = 3_600_000;
const BATCH = 1_000;
const PAUSE_MS = 100;

/** Removes sessions, with their tokens, 30 days after they ended or expired; every process does, now and then. */
@Injectable()
export class SessionSweep implements OnModuleInit, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly repository: SessionsSweepRepository,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.schedule();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Removes all there is, in small batches with pauses; stops between two of them when the process stops. */
  async sweep(batch = BATCH): Promise<void> {
    for (let full = true; full && !this.stopped; await sleep(PAUSE_MS, undefined, { ref: false })) {
      const tokens = await this.repository.deleteTokens(batch);
      const sessions = await this.repository.deleteSessions(batch);
      full = tokens === batch || sessions === batch;
    }
  }

  /** At different times in different processes, and not at the start of any. */
  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.run(), INTERVAL_MS * (0.5 + Math.random())).unref();
  }

  private async run(): Promise<void> {
    await this.sweep().catch((error: unknown) => this.logger.warn('old sessions cannot be removed', { error }));
    this.schedule();
  }
}
