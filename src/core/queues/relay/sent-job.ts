import { Job, JobOptions } from 'bull';

/** A row that is marked as handed to Bull. */
export interface SentJob {
  id: string;
  /** 1 (low) to 4 (critical). */
  priority: number;
  /** When it was marked, in microseconds since 1970: another time it is another sending. */
  sentAt: string;
  /** Its place among what is handed out, counted from when last nothing was: one of each owner to a turn. */
  turn: number;
}

/** All that Bull holds of a job. */
export interface BullPayload {
  jobId: string;
}

const HIGHEST_RANK = 4;
const HEAD_START_TURNS = 10;

/**
 * The name of one sending of a job. Added twice it is there once; and a later sending is not swallowed by what is left in
 * Bull of an earlier one, such as the lock of a process that died.
 */
export function bullId({ id, sentAt }: SentJob): string {
  return `${id}.${sentAt}`;
}

/**
 * The lower goes first. Each priority overtakes the one below it by ten turns, and no more: a stream of urgent jobs delays
 * the others of a queue, but starves nobody.
 */
export function bullPriority({ priority, turn }: SentJob): number {
  return Math.max(1, turn + (HIGHEST_RANK - priority) * HEAD_START_TURNS);
}

/** What Bull is given: only ids, tried once, and forgotten when it has ended. */
export function toBullJob(job: SentJob): { data: BullPayload; opts: JobOptions } {
  return {
    data: { jobId: job.id },
    opts: {
      jobId: bullId(job),
      priority: bullPriority(job),
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

/** The row that a job of Bull is about. */
export function jobIdOf({ data }: Pick<Job<BullPayload>, 'data'>): string {
  return data.jobId;
}
