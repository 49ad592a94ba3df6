import { Injectable, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config';
import { within } from '../database/within';
import { Logger } from '../logging/logger';
import { Telemetry } from '../telemetry/telemetry';
import { ProbeRecord, ProbeState } from './probe-record';

/** A dependency that has not answered by then counts as failed, also when it hangs with its connection open. */
export const PROBE_TIMEOUT_MS = 1_000;

/** Asks one dependency again and again, off the request path, so that health answers only read variables. */
@Injectable()
export abstract class BackgroundProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  abstract readonly name: string;
  private readonly record = new ProbeRecord();
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private ended = false;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
    private readonly telemetry: Telemetry,
  ) {}

  get state(): ProbeState {
    return this.record.state;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.probe();
    this.schedule(performance.now());
  }

  async onApplicationShutdown(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    this.abandon();
    await this.running;
  }

  /** One question to the dependency; rejects when the answer is not a healthy one. */
  protected abstract ask(): Promise<void>;

  /** Drops the connection at once: nothing pending on it may be waited for. */
  protected abstract abandon(): void;

  private schedule(lastStart: number): void {
    if (this.ended) return;
    const interval = this.config.get('PROBE_INTERVAL_MS');
    const wait = Math.max(interval / 4, lastStart + interval - performance.now());
    this.timer = setTimeout(() => {
      const start = performance.now();
      this.running = this.probe().then(() => this.schedule(start));
    }, wait);
    this.timer.unref();
  }

  private async probe(): Promise<void> {
    const before = this.state;
    const start = performance.now();
    try {
      await within(PROBE_TIMEOUT_MS, this.ask());
      this.record.succeeded(performance.now() - start);
    } catch (error) {
      this.abandon();
      this.record.failed(describe(error));
    }
    this.telemetry.dependencyUp.set({ dependency: this.name }, this.state.up ? 1 : 0);
    if (!this.ended) this.tell(before);
  }

  private tell(before: ProbeState): void {
    if (this.state.up === before.up && before.attempted) return;
    const { latencyMs, error } = this.state;
    if (!this.state.up) this.logger.error(`${this.name} does not answer`, { dependency: this.name, reason: error });
    else if (before.attempted) this.logger.info(`${this.name} answers again`, { dependency: this.name, latencyMs });
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: string };
  return error.message || code || error.name;
}
