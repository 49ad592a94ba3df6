import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../config/config';
import { Database } from '../../database/database';
import { Logger } from '../../logging/logger';
import { Jobs } from '../jobs';
import { Cron } from './cron';
import { ScheduleState, SchedulesRepository } from './schedules.repository';
import { Timetable, TimetableEntry } from './timetable';

const RETRY_MS = 1_000;
/** Clocks are set, and this one need not run as the database's does. */
const LONGEST_WAIT_MS = 30_000;
const SHORTEST_WAIT_MS = 10;

/**
 * Orders the jobs of the schedules by the clock of the database, in every process that runs jobs: whoever takes a tick
 * first writes its job in the same transaction. Of ticks that nobody saw, the last one is made up for.
 */
@Injectable()
export class ScheduleTicker implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;
  private stopped = false;
  private failing = false;

  constructor(
    private readonly timetable: Timetable,
    private readonly schedules: SchedulesRepository,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.runsJobs) this.lookAfter(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** Orders what is due, each by itself; answers how long there is nothing to do, in ms. Rejects with the first failure. */
  async tick(): Promise<number> {
    const { now, states } = await this.schedules.read();
    const known = new Map(states.map((state) => [state.name, state]));
    const failures: unknown[] = [];
    for (const entry of this.timetable.entries) {
      await this.look(entry, known.get(entry.name), now).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    const next = this.timetable.entries.map(({ cron }) => cron?.after(now).getTime() ?? Infinity);
    return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, Math.min(...next) - now.getTime()));
  }

  private async look({ cron, ...entry }: TimetableEntry, state: ScheduleState | undefined, now: Date): Promise<void> {
    const expression = cron?.expression ?? 'off';
    if (state?.cron !== expression) await this.schedules.adopt(entry.name, expression);
    else if (cron !== undefined && isDue(cron, state, now)) await this.order(entry, cron, cron.lastUpTo(now));
  }

  private async order(entry: Omit<TimetableEntry, 'cron'>, { expression }: Cron, tick: Date): Promise<void> {
    const { name, definition, payload } = entry;
    await this.database.transaction(async (tx) => {
      if (!(await this.schedules.take(tx, name, expression, tick))) return;
      await this.jobs.enqueue(tx, definition, { payload, ownerId: null, schedule: { name, tick } });
    });
  }

  private lookAfter(ms: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void (this.looking = this.run()), ms).unref();
  }

  /** Says so once when the schedules cannot be followed. */
  private async run(): Promise<void> {
    const wait = await this.tick().catch((error: unknown) => {
      if (!this.failing) this.logger.warn('the schedules cannot be followed', { error });
      this.failing = true;
    });
    if (wait !== undefined) this.failing = false;
    this.lookAfter(wait ?? RETRY_MS);
  }
}

function isDue(cron: Cron, { since, lastTick }: ScheduleState, now: Date): boolean {
  const tick = cron.lastUpTo(now);
  return tick > since && (lastTick === null || tick > lastTick);
}
