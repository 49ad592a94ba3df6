import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface PoolUsage {
  total: number;
  idle: number;
  waiting: number;
}

interface RevocationView {
  live: number;
  ageSeconds: number;
}

interface LimitDecisions {
  class: string;
  store: string;
  decision: string;
  count: number;
}

/** Seconds. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * The numbers of this process in Prometheus format. Labels are bounded: route templates, status classes and names from
 * the code, never an id, a user or a path.
 */
@Injectable()
export class Telemetry {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'parley_http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route template and status class.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });

  readonly sockets = new Gauge({
    name: 'parley_sockets_connected',
    help: 'Connected sockets by namespace.',
    labelNames: ['namespace'],
    registers: [this.registry],
  });

  readonly socketEvents = new Counter({
    name: 'parley_socket_events_total',
    help: 'Events received from sockets by namespace, event and outcome.',
    labelNames: ['namespace', 'event', 'outcome'],
    registers: [this.registry],
  });

  readonly refusedHandshakes = new Counter({
    name: 'parley_socket_handshakes_refused_total',
    help: 'Refused socket handshakes by reason.',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  readonly publishFailures = new Counter({
    name: 'parley_publish_failures_total',
    help: 'Messages to other processes that Redis did not take.',
    registers: [this.registry],
  });

  readonly listenerFailures = new Counter({
    name: 'parley_event_listener_failures_total',
    help: 'Failed listeners of events by event and listener.',
    labelNames: ['event', 'listener'],
    registers: [this.registry],
  });

  readonly errors = new Counter({
    name: 'parley_errors_total',
    help: 'Answered errors by code.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  readonly auditEntries = new Counter({
    name: 'parley_audit_entries_total',
    help: 'Rows written to the audit trail by action and outcome.',
    labelNames: ['action', 'outcome'],
    registers: [this.registry],
  });

  readonly auditOmissions = new Counter({
    name: 'parley_audit_omitted_total',
    help: 'Refused credentials that were counted instead of recorded, because too many came or the trail could not be written.',
    registers: [this.registry],
  });

  readonly unhandledRejections = new Counter({
    name: 'parley_unhandled_rejections_total',
    help: 'Promises that failed with nobody listening: each is a defect.',
    registers: [this.registry],
  });

  readonly dependencyUp = new Gauge({
    name: 'parley_dependency_up',
    help: '1 while the background probe of the dependency succeeds, else 0.',
    labelNames: ['dependency'],
    registers: [this.registry],
  });

  private readonly pool = new Gauge({
    name: 'parley_database_connections',
    help: 'Connections of the Postgres pools by pool and state; waiting counts callers in the queue.',
    labelNames: ['pool', 'state'],
    registers: [this.registry],
    collect: () => this.readPools(),
  });

  private readonly revocations: Gauge = new Gauge({
    name: 'parley_revocations',
    help: 'Ended sessions and keys that this process holds in memory.',
    registers: [this.registry],
    collect: () => this.revocations.set(this.revocationView().live),
  });

  private readonly revocationsAge: Gauge = new Gauge({
    name: 'parley_revocations_age_seconds',
    help: 'Age of what this process knows of ended sessions and keys; above 5 requests are answered 503.',
    registers: [this.registry],
    collect: () => this.revocationsAge.set(this.revocationView().ageSeconds),
  });

  private revocationView = (): RevocationView => ({ live: 0, ageSeconds: 0 });

  private readonly limitDecisions = new Counter({
    name: 'parley_rate_limit_decisions_total',
    help: 'Rate limit decisions by class, where they were made (redis, memory while Redis is away, or remembered) and decision.',
    labelNames: ['class', 'store', 'decision'],
    registers: [this.registry],
    collect: () => this.readLimits(),
  });

  private readLimitDecisions: () => LimitDecisions[] = () => [];
  private readonly pools = new Map<string, () => PoolUsage>();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'parley_' });
  }

  /** Registers a pool whose usage is read at each scrape. */
  observePool(name: string, usage: () => PoolUsage): void {
    this.pools.set(name, usage);
  }

  /** Registers the view of revocations, read at each scrape. */
  observeRevocations(view: () => RevocationView): void {
    this.revocationView = view;
  }

  /** Registers who tells at each scrape what was decided since the last. */
  observeLimits(read: () => LimitDecisions[]): void {
    this.readLimitDecisions = read;
  }

  /** The page for Prometheus. */
  render(): Promise<string> {
    return this.registry.metrics();
  }

  private readLimits(): void {
    for (const { count, ...labels } of this.readLimitDecisions()) this.limitDecisions.inc(labels, count);
  }

  private readPools(): void {
    for (const [name, usage] of this.pools) {
      const { total, idle, waiting } = usage();
      this.pool.set({ pool: name, state: 'idle' }, idle);
      this.pool.set({ pool: name, state: 'busy' }, total - idle);
      this.pool.set({ pool: name, state: 'waiting' }, waiting);
    }
  }
}
