import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { within } from '../../../core/database/within';
import { Telemetry } from '../../../core/telemetry/telemetry';
import { MetricRegistry } from '../../metrics/metric-registry.service';
import { AnalyticsService, Filters, Values } from '../analytics.service';
import { WindowsService } from '../windows/windows.service';

type WindowName = 'today' | '30d';

/** Whoever asks more often is told the same again; a completed call is to be seen within a second. */
const KEPT_MS = 500;
/** How long a database that does not answer is left alone. */
const LEFT_ALONE_MS = 2_000;
/** Prometheus must hear of everything else also when the database hangs. */
const PATIENCE_MS = 1_000;

/** What the calls of today and of thirty days come to, in /metrics of every process that serves the API. */
@Injectable()
export class AnalyticsGauges {
  private readonly values: Gauge;
  private reading?: Promise<void>;
  private freshUntil = -Infinity;

  constructor(
    private readonly analytics: AnalyticsService,
    private readonly windows: WindowsService,
    private readonly metrics: MetricRegistry,
    { registry }: Telemetry,
  ) {
    this.values = new Gauge({
      name: 'parley_analytics',
      help: 'Metrics of completed calls, by metric id and window: today, or 30d with today, in PARLEY_TIMEZONE; in the unit that the catalogue tells, absent while unknown.',
      labelNames: ['metric', 'window'],
      registers: [registry],
      collect: () => this.refresh(),
    });
  }

  private refresh(): Promise<void> {
    if (performance.now() < this.freshUntil) return Promise.resolve();
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async read(): Promise<void> {
    const began = performance.now();
    const answers = await within(PATIENCE_MS, this.ask()).catch(() => undefined);
    this.freshUntil = began + (answers === undefined ? LEFT_ALONE_MS : KEPT_MS);
    this.values.reset();
    answers?.forEach(([window, values]) => this.set(window, values));
  }

  private async ask(): Promise<[WindowName, Values][]> {
    const month = await this.windows.window({});
    const { lastDay } = await this.windows.days(month);
    const today = await this.windows.window({ from: lastDay, to: lastDay });
    const [ofToday, ofMonth] = await Promise.all([this.valuesOf(today), this.valuesOf(month)]);
    return [
      ['today', ofToday],
      ['30d', ofMonth],
    ];
  }

  private async valuesOf(filters: Filters): Promise<Values> {
    const metrics = this.metrics.additive.map(({ id }) => id);
    return (await this.analytics.answer({ metrics, dimensions: [], filters })).totals.values;
  }

  private set(window: WindowName, values: Values): void {
    for (const [metric, { value }] of Object.entries(values))
      if (value !== null) this.values.set({ metric, window }, value);
  }
}
