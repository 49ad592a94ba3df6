import { Injectable } from '@nestjs/common';
import { Telemetry } from '../../telemetry/telemetry';
import { LimitClassName } from './limit-classes';

/** Where a decision was made; `remembered`: refused again without asking. */
export type LimitStore = 'redis' | 'memory' | 'remembered';
type Decision = 'granted' | 'refused';

/** Counts the decisions, and tells the metrics at each scrape only: every request counts. */
@Injectable()
export class LimitCounts {
  private readonly counts = new Map<string, number>();

  constructor(telemetry: Telemetry) {
    telemetry.observeLimits(() => this.drain());
  }

  add(name: LimitClassName, store: LimitStore, decision: Decision): void {
    const id = `${name} ${store} ${decision}`;
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
  }

  private drain(): { class: string; store: string; decision: string; count: number }[] {
    const counted = [...this.counts].map(([id, count]) => {
      const [name = '', store = '', decision = ''] = id.split(' ');
      return { class: name, store, decision, count };
    });
    this.counts.clear();
    return counted;
  }
}
