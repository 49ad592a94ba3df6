import { setTimeout as sleep } from 'node:timers/promises';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Actor } from '../../../core/access/audit/audited-act';
import { CurrentRights } from '../../../core/access/rights/current-rights';
import { Config } from '../../../core/config/config';
import { Transaction } from '../../../core/database/database';
import { PermanentJobError } from '../../../core/queues/job-faults';
import { JobContext, JobProcessor, Processes } from '../../../core/queues/job-processor';
import { CallDeleted } from '../calls.events';
import { callsCleanup } from '../calls.jobs';
import { BEFORE_ALL, Place } from '../place';
import { Amounts, NOTHING, together } from './amounts';
import { CleanupPayload, CleanupResult } from './cleanup.dto';
import { CleanupRepository, DoomedCall } from './cleanup.repository';

const BATCH = 1_000;
const PAUSE_MS = 50;

/** What outlives a run. */
interface Checkpoint {
  cutoff: string;
  removed: Amounts;
}

interface Cleanup {
  cutoff: Date;
  days: number;
  total: number;
}

/** Deletes old calls, or tells what would be deleted. */
@Processes(callsCleanup)
export class CleanupProcessor implements JobProcessor<CleanupPayload, CleanupResult> {
  constructor(
    private readonly calls: CleanupRepository,
    private readonly rights: CurrentRights,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  async run(payload: CleanupPayload, context: JobContext): Promise<CleanupResult> {
    const { dryRun = false, olderThanDays: days = this.config.get('CALL_RETENTION_DAYS') } = payload;
    const { cutoff: since, removed } = context.checkpoint<Checkpoint>() ?? (await this.begin(days, context));
    const cutoff = new Date(since);
    const cleanup = { cutoff, days, total: removed.calls + (await this.calls.count(cutoff)) };
    const amounts = dryRun ? await this.measure(cleanup, context) : await this.remove(cleanup, removed, context);
    return { dryRun, cutoff: since, ...amounts };
  }

  /** A run that goes on where another ended keeps to its cutoff. */
  private begin(days: number, context: JobContext): Promise<Checkpoint> {
    return context.transaction(async (tx, save) => {
      const cutoff = await this.calls.cutoff(tx, days);
      const checkpoint = { cutoff: cutoff.toISOString(), removed: NOTHING };
      save(checkpoint);
      return checkpoint;
    });
  }

  private async measure({ cutoff, total }: Cleanup, context: JobContext): Promise<Amounts> {
    let found = NOTHING;
    for (let place: Place | null = BEFORE_ALL; place !== null;) {
      context.signal.throwIfAborted();
      const { amounts, last }: { amounts: Amounts; last: Place | null } = await this.calls.measure(
        cutoff,
        place,
        BATCH,
      );
      found = together(found, amounts);
      context.progress(found.calls, total, 'Counting old calls');
      place = last;
    }
    return found;
  }

  /** From the oldest on and, since calls that somebody held were left out, from the oldest again until none is found. */
  private async remove(cleanup: Cleanup, before: Amounts, context: JobContext): Promise<Amounts> {
    let removed = before;
    for (let place = BEFORE_ALL; ; await sleep(PAUSE_MS, undefined, { signal: context.signal })) {
      context.signal.throwIfAborted();
      const batch = await this.removeNext(cleanup, { place, removed }, context);
      if (batch === undefined && place === BEFORE_ALL) return removed;
      place = batch?.place ?? BEFORE_ALL;
      removed = batch?.removed ?? removed;
      context.progress(removed.calls, Math.max(cleanup.total, removed.calls), 'Deleting old calls');
    }
  }

  /** Undefined when nothing was left to delete behind the place. */
  private removeNext(
    cleanup: Cleanup,
    { place, removed }: { place: Place; removed: Amounts },
    context: JobContext,
  ): Promise<{ place: Place; removed: Amounts } | undefined> {
    return context.transaction(async (tx, save) => {
      const doomed = await this.calls.lock(tx, cleanup.cutoff, place, BATCH);
      const last = doomed.at(-1);
      if (last === undefined) return undefined;
      const actor = await this.requireRights(tx, context.ownerId);
      const now = together(removed, await this.removeAll(tx, doomed));
      if (removed.calls === 0) await this.record(tx, cleanup, context.jobId, actor);
      save({ cutoff: cleanup.cutoff.toISOString(), removed: now } satisfies Checkpoint);
      return { place: last, removed: now };
    });
  }

  private async removeAll(tx: Transaction, doomed: DoomedCall[]): Promise<Amounts> {
    const ids = doomed.map(({ id }) => id);
    const amounts = await this.calls.delete(tx, ids);
    const live = doomed.filter(({ status }) => status === 'live');
    live.forEach(({ id, epoch }) => tx.publish(new CallDeleted(id, epoch)));
    return amounts;
  }

  /** Asked for each batch: a clean-up takes long, and ends with the rights of whoever ordered it. */
  private async requireRights(tx: Transaction, ownerId: string | null): Promise<Actor | undefined> {
    if (ownerId === null) return undefined;
    const rights = await this.rights.of(ownerId, tx);
    if (rights?.permissions.has(callsCleanup.permission)) return { userId: ownerId, username: rights.username };
    throw new PermanentJobError('job.owner_not_permitted', 'Whoever ordered the job may not delete calls any more.');
  }

  /** With the first calls that go, so that none goes unrecorded however the job ends; its result tells what went in all. */
  private record(tx: Transaction, { cutoff, days, total }: Cleanup, jobId: string, actor?: Actor): Promise<void> {
    const details = { cutoff: cutoff.toISOString(), olderThanDays: days, callsFound: total };
    return this.audit.record(
      { action: 'call.cleanup', outcome: 'ok', actor, target: { kind: 'job', id: jobId }, details },
      tx,
    );
  }
}
