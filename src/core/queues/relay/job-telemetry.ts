import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Telemetry } from '../../telemetry/telemetry';

/** What healed: added again to Bull, which had lost it or held it for nobody; or taken from a worker that died. */
export type Healing = 'lost' | 'stuck' | 'worker_lost' | 'parked';

/** What Bull reported: a job that was taken and left, an error, a lock that could not be kept. */
export type BullFault = 'stalled' | 'error' | 'lock';

/** Counts what becomes of jobs in this process; the labels are names from the code. */
@Injectable()
export class JobTelemetry {
  private readonly finished: Counter;
  private readonly relayFailures: Counter;
  private readonly healed: Counter;
  private readonly bullFaults: Counter;

  constructor({ registry }: Telemetry) {
    const registers = [registry];
    this.finished = new Counter({
      name: 'parley_jobs_finished_total',
      help: 'Jobs that this process ended, by type and status.',
      labelNames: ['type', 'status'],
      registers,
    });
    this.relayFailures = new Counter({
      name: 'parley_job_relay_failures_total',
      help: 'Failed attempts of this process to pass due jobs on to Redis; they are repeated.',
      registers,
    });
    this.healed = new Counter({
      name: 'parley_jobs_healed_total',
      help: 'Jobs that this process put right: lost by Redis, stuck in it, taken from a dead worker, or parked after three such deaths.',
      labelNames: ['kind'],
      registers,
    });
    this.bullFaults = new Counter({
      name: 'parley_job_queue_faults_total',
      help: 'Stalled jobs, errors and lost locks that the queues reported, by queue and kind; the ledger heals them.',
      labelNames: ['queue', 'kind'],
      registers,
    });
  }

  /** @param type a known type of job */
  jobFinished(type: string, status: string): void {
    this.finished.inc({ type, status });
  }

  relayFailed(): void {
    this.relayFailures.inc();
  }

  jobsHealed(kind: Healing, count: number): void {
    if (count > 0) this.healed.inc({ kind }, count);
  }

  bullReported(queue: string, kind: BullFault): void {
    this.bullFaults.inc({ queue, kind });
  }
}
