import { IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Injectable, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config';
import { DISK_FLOOR_BYTES, freeBytes } from '../storage/disk-space';
import { Telemetry } from '../telemetry/telemetry';

const RESOLUTION_MS = 20;
/** Long enough that a single pause does not make the 99th percentile. */
const WINDOW_MS = 10_000;
const LAG_LIMIT_MS = 1_000;
const FATAL_LAG_MS = 5_000;
const FATAL_AFTER_MS = 30_000;
/** For how many probe intervals one refused write counts as "Postgres takes no writes": 30 s by default. */
const REFUSAL_COUNTS_INTERVALS = 15;

export interface MachineState {
  eventLoopP99Ms: number;
  heapUsedShare: number;
  diskFreeBytes: number | null;
}

/** Watches this process and its disk: event loop, heap, free space, and writes that Postgres refused for lack of room. */
@Injectable()
export class MachineProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  state: MachineState = { eventLoopP99Ms: 0, heapUsedShare: 0, diskFreeBytes: null };
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer?: NodeJS.Timeout;
  private windowStart = 0;
  private laggingSince?: number;
  private refusals = 0;
  private lastRefusal = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly telemetry: Telemetry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.delay.enable();
    this.windowStart = performance.now();
    await this.look();
    this.timer = setInterval(() => void this.look(), this.config.get('PROBE_INTERVAL_MS')).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }

  get eventLoopLags(): boolean {
    return this.state.eventLoopP99Ms >= LAG_LIMIT_MS;
  }

  /** Beyond repair from inside: only a restart helps. */
  get hopeless(): boolean {
    return this.laggingSince !== undefined && performance.now() - this.laggingSince > FATAL_AFTER_MS;
  }

  get diskLow(): boolean {
    const { diskFreeBytes } = this.state;
    return diskFreeBytes !== null && diskFreeBytes < DISK_FLOOR_BYTES;
  }

  get writesRefused(): boolean {
    return performance.now() - this.lastRefusal < REFUSAL_COUNTS_INTERVALS * this.config.get('PROBE_INTERVAL_MS');
  }

  private async look(): Promise<void> {
    this.readEventLoop(performance.now());
    const { used_heap_size, heap_size_limit } = getHeapStatistics();
    this.state = {
      ...this.state,
      heapUsedShare: Math.round((used_heap_size / heap_size_limit) * 1000) / 1000,
      diskFreeBytes: await this.leastFree(),
    };
    await this.readRefusals();
  }

  /** Null where there is neither directory: without embedded services and files nothing is kept on this disk. */
  private async leastFree(): Promise<number | null> {
    const directories = [this.config.get('PARLEY_DATA_DIR'), this.config.storageDirectory];
    const known = (await Promise.all(directories.map(freeBytes))).filter((bytes) => bytes !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  private readEventLoop(now: number): void {
    if (now - this.windowStart < WINDOW_MS) return;
    const lag = Math.max(0, this.delay.percentile(99) / 1e6 - RESOLUTION_MS);
    this.state = { ...this.state, eventLoopP99Ms: Math.round(lag) };
    this.delay.reset();
    this.windowStart = now;
    this.laggingSince = lag >= FATAL_LAG_MS ? (this.laggingSince ?? now) : undefined;
  }

  private async readRefusals(): Promise<void> {
    const { values } = await this.telemetry.errors.get();
    const refusals = values.find(({ labels }) => labels.code === 'storage.full')?.value ?? 0;
    if (refusals > this.refusals) this.lastRefusal = performance.now();
    this.refusals = refusals;
  }
}
