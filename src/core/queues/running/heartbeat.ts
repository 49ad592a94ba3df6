import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { EventBus } from '../../events/event-bus';
import { Logger } from '../../logging/logger';
import { JobHeard } from '../job.events';
import { ActiveRuns } from './active-runs';
import { Finishes } from './finishes';
import { HANDED_BACK } from './outcome';
import { Worker } from './worker';
import { WorkerView } from './workers.repository';

/**
 * Tells the ledger again and again that this worker lives, and compares what it holds there with what runs here: a run
 * whose job was cancelled or given away ends, and a job that nobody here knows of is given back.
 */
@Injectable()
export class Heartbeat {
  private timer?: NodeJS.Timeout;
  private stopped = false;
  private beating = false;
  private again = false;

  constructor(
    private readonly worker: Worker,
    private readonly runs: ActiveRuns,
    private readonly finishes: Finishes,
    private readonly events: EventBus,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /** Begins, and hears of cancelled jobs; news may be late, so the ledger is asked. */
  start(): void {
    this.events.subscribe(JobHeard, 'heartbeat', ({ job }) => {
      if (job.status === 'cancelled' && this.runs.holds(job.id)) return this.beat();
    });
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** One look at the ledger at once; when one is under way already, another right after it. */
  async beat(): Promise<void> {
    this.again = true;
    if (this.beating) return;
    this.beating = true;
    while (this.again && !this.stopped) {
      this.again = false;
      await this.look().catch((error: unknown) => this.logger.warn('a heartbeat failed', { error }));
    }
    this.beating = false;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.beat().then(() => this.schedule()), this.config.get('JOB_POLL_MS')).unref();
  }

  private async look(): Promise<void> {
    const { id } = this.worker;
    const before = this.runs.all.filter(({ workerId }) => workerId === id);
    const view = await this.worker.renew();
    if (!view.registered) return this.startOver(id);
    const held = new Set(view.held.map((run) => `${run.id} ${run.starts}`));
    before.filter((run) => !held.has(`${run.id} ${run.starts}`)).forEach((run) => run.stop('lost'));
    await this.giveBackUnknown(id, view, before);
  }

  /** This worker was taken for dead: what it ran is run elsewhere by now. */
  private async startOver(id: string): Promise<void> {
    this.runs.all.filter(({ workerId }) => workerId === id).forEach((run) => run.stop('lost'));
    await this.worker.registerAnew();
    this.logger.warn('this worker had been taken for dead, and has registered anew', { workerId: this.worker.id });
  }

  /** Of a claim whose answer was lost nobody here knows. */
  private async giveBackUnknown(workerId: string, { held }: WorkerView, before: { id: string }[]): Promise<void> {
    const known = new Set(before.map(({ id }) => id));
    const unknown = held.filter((run) => !known.has(run.id) && !this.runs.knows(run));
    await Promise.all(unknown.map((run) => this.finishes.finish({ ...run, workerId }, HANDED_BACK)));
  }
}
