import { Config } from '../../../core/config/config';
import { LongWorkDatabase, Transaction } from '../../../core/database/database';
import { PermanentJobError } from '../../../core/queues/job-faults';
import { JobContext, JobProcessor, Processes } from '../../../core/queues/job-processor';
import { MeasuringService, Place } from '../../calls/figures/measuring.service';
import { CallFiguresService } from '../../metrics/call-figures.service';
import { recalculate } from '../analytics.jobs';
import { MOST_TOLD, NO_DRIFT, together } from './drift';
import { RecalculatePayload, RecalculateResult } from './recalculation.dto';
import { Days, RollupsRepository } from './rollups.repository';
import { Window, WindowRepository } from './window.repository';

const CALLS_AT_ONCE = 500;
/** Days that are compared by one statement. */
const DAYS_AT_ONCE = 7;
const NIL = '00000000-0000-0000-0000-000000000000';

/** What outlives a run. */
type Checkpoint = Omit<RecalculateResult, 'timezone'> & {
  /** The call that was looked at last; null when all of them were. */
  place: Place | null;
  /** The first day that is not compared yet; null while calls are measured. */
  nextDay: string | null;
};

const BEGINNING: Checkpoint = {
  ...{ previousTimezone: null, callsMeasured: 0, daysChecked: 0, drift: NO_DRIFT, keysHealed: 0 },
  ...{ place: null, nextDay: null },
};

/** Measures calls, and compares the rollups with them and heals what differs. */
@Processes(recalculate)
export class RecalculationProcessor implements JobProcessor<RecalculatePayload, RecalculateResult> {
  constructor(
    private readonly config: Config,
    private readonly database: LongWorkDatabase,
    private readonly measuring: MeasuringService,
    private readonly figures: CallFiguresService,
    private readonly rollups: RollupsRepository,
    private readonly windows: WindowRepository,
  ) {}

  async run(payload: RecalculatePayload, context: JobContext): Promise<RecalculateResult> {
    const begun = await this.changeZone(context.checkpoint<Checkpoint>() ?? BEGINNING, context);
    const window = await this.windows.resolve(payload);
    const measured = begun.nextDay === null ? await this.measure(payload, window, begun, context) : begun;
    const checked = await this.check(window, measured, context);
    const isWhole = payload.from === undefined && payload.to === undefined;
    if (isWhole) await context.transaction((tx) => this.rollups.setFormulas(tx, this.figures.formulas));
    const { previousTimezone, callsMeasured, daysChecked, drift, keysHealed } = checked;
    return {
      timezone: this.config.get('PARLEY_TIMEZONE'),
      ...{ previousTimezone, callsMeasured, daysChecked, drift, keysHealed },
    };
  }

  /** By every run, since one that goes on may have been started with another zone. */
  private async changeZone(begun: Checkpoint, context: JobContext): Promise<Checkpoint> {
    const timezone = this.config.get('PARLEY_TIMEZONE');
    if ((await this.rollups.state()).timezone === timezone) return begun;
    if (!(await this.rollups.knowsZone(timezone))) {
      throw new PermanentJobError('analytics.unknown_timezone', `Postgres has no time zone ${timezone}.`);
    }
    context.progress(0, null, `Moving the days to ${timezone}`);
    return context.transaction(async (tx, save) => {
      const before = await this.rollups.changeZone(tx, timezone);
      const next = before === timezone ? begun : { ...begun, previousTimezone: before };
      save(next);
      return next;
    });
  }

  private async measure(
    { transcripts = false }: RecalculatePayload,
    { from, to, days }: Window,
    begun: Checkpoint,
    context: JobContext,
  ): Promise<Checkpoint> {
    let done = begun;
    for (let place = done.place ?? { startedAt: from, id: NIL }; ;) {
      context.signal.throwIfAborted();
      const search = { before: to, measured: transcripts };
      const { ids, last } = await this.measuring.unmeasured(this.database, place, CALLS_AT_ONCE, search);
      const callsMeasured = done.callsMeasured + ids.length;
      const next: Checkpoint = { ...done, callsMeasured, place: last, nextDay: last === null ? days.first : null };
      if (ids.length > 0 || last === null) await this.recompute(ids, next, context);
      done = next;
      if (last === null) return done;
      place = last;
      context.progress(done.callsMeasured, null, 'Measuring calls');
    }
  }

  private recompute(ids: string[], next: Checkpoint, context: JobContext): Promise<void> {
    return context.transaction(async (tx, save) => {
      if (ids.length > 0) await this.measuring.recompute(tx, ids);
      save(next);
    });
  }

  private async check({ days }: Window, begun: Checkpoint, context: JobContext): Promise<Checkpoint> {
    let done = begun;
    for (;;) {
      context.signal.throwIfAborted();
      const first = await this.rollups.dayFrom(done.nextDay ?? days.first);
      if (first === undefined || first > days.last) return done;
      const last = earlier(plusDays(first, DAYS_AT_ONCE - 1), days.last);
      done = await this.checkDays({ first, last }, done, context);
      context.progress(done.daysChecked, null, 'Comparing days');
    }
  }

  private async checkDays(days: Days, begun: Checkpoint, context: JobContext): Promise<Checkpoint> {
    let done = begun;
    for (const day of await this.rollups.differingDays(days)) {
      context.signal.throwIfAborted();
      done = await context.transaction((tx, save) => this.heal(tx, day, done, save));
    }
    await this.rollups.removeEmpty(days);
    const daysChecked = done.daysChecked + (await this.rollups.countDays(days));
    const next = { ...done, daysChecked, nextDay: plusDays(days.last, 1) };
    await context.transaction((_, save) => Promise.resolve(save(next)));
    return next;
  }

  private async heal(
    tx: Transaction,
    day: string,
    done: Checkpoint,
    save: (checkpoint: Checkpoint) => void,
  ): Promise<Checkpoint> {
    const drift = await this.rollups.heal(tx, day, MOST_TOLD - done.drift.items.length);
    const next = { ...done, drift: together(done.drift, drift), keysHealed: done.keysHealed + drift.keys };
    save(next);
    return next;
  }
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
