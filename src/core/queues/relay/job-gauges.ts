import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { within } from '../../database/within';
import { Telemetry } from '../../telemetry/telemetry';
import { JobGaugesRepository, QueueFigures } from './job-gauges.repository';

/** Whoever asks more often is told the same again. */
const KEPT_MS = 5_000;
/** Prometheus must hear of everything else also when the database hangs. */
const PATIENCE_MS = 1_000;

/** The unfinished jobs of the whole installation, in /metrics of every process. */
@Injectable()
export class JobGauges {
  private readonly unfinished: Gauge;
  private readonly oldestDue: Gauge;
  private reading?: Promise<void>;
  private readAt = -Infinity;

  constructor(
    private readonly repository: JobGaugesRepository,
    { registry }: Telemetry,
  ) {
    const registers = [registry];
    const collect = () => this.refresh();
    this.unfinished = new Gauge({
      name: 'parley_jobs_unfinished',
      help: 'Jobs of all processes by queue and status, queued or running; counted up to 100000, absent while it cannot be read.',
      labelNames: ['queue', 'status'],
      registers,
      collect,
    });
    this.oldestDue = new Gauge({
      name: 'parley_jobs_oldest_due_seconds',
      help: 'For how long the oldest job that could be handed out has waited, by queue; 0 when none waits.',
      labelNames: ['queue'],
      registers,
      collect,
    });
  }

  private refresh(): Promise<void> {
    if (performance.now() - this.readAt < KEPT_MS) return Promise.resolve();
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async read(): Promise<void> {
    const figures = await within(PATIENCE_MS, this.repository.read()).catch(() => []);
    this.readAt = performance.now();
    this.unfinished.reset();
    this.oldestDue.reset();
    figures.forEach((queue) => this.set(queue));
  }

  private set({ queue, queued, running, oldestDueSeconds }: QueueFigures): void {
    this.unfinished.set({ queue, status: 'queued' }, queued);
    this.unfinished.set({ queue, status: 'running' }, running);
    this.oldestDue.set({ queue }, oldestDueSeconds);
  }
}
