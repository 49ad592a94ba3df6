import { AppError } from '../../errors/app-error';
import { translate } from '../../errors/translate';
import { PermanentJobError } from '../job-faults';
import { RetryPolicy } from '../job-type';
import { Progress } from './run-fence';

/** What becomes of a job when its run ends. */
export type Outcome = Partial<Progress> &
  (
    | { status: 'succeeded'; result: object; counts: true }
    | { status: 'failed'; errorCode: string; errorMessage: string; counts: true }
    | {
        status: 'queued';
        dispatch: 'due' | 'later';
        delayMs: number;
        errorCode?: string;
        errorMessage?: string;
        /** Whether the run counts as one of its attempts. */
        counts: boolean;
      }
  );

/** What a run failed by, in words for the owner of the job. */
export interface Failure {
  code: string;
  message: string;
  /** Trying again would end the same way. */
  permanent: boolean;
  /** Parley was at fault, not the job: the database could not be reached. */
  blameless: boolean;
}

const MOST_BACKOFF_MS = 15 * 60_000;
const MOST_MESSAGE = 1_000;
/** When the database is back, nobody shall have to wait long for what it failed. */
const MOST_BLAMELESS_BACKOFF_MS = 30_000;
/** A job that makes the database fail each time must end all the same; with the backoff, after half a day or so. */
const BLAMELESS_STARTS = 3_000;

/** Its job goes back to the others as if the run had not been. */
export const HANDED_BACK: Outcome = { status: 'queued', dispatch: 'due', delayMs: 0, counts: false };

export const TIMED_OUT: Failure = {
  code: 'job.timed_out',
  message: 'It took longer than a job may.',
  permanent: true,
  blameless: false,
};

/** Sorts what a processor threw; only what was meant for people is shown. */
export function explain(error: unknown): Failure {
  if (error instanceof PermanentJobError) return failure(error.code, error.message, { permanent: true });
  if (error instanceof AppError && error.type.status < 500) {
    return failure(error.type.code, error.message, { permanent: true });
  }
  const blameless = [503, 507].includes(translate(error).type.status);
  const message = blameless ? 'The database could not be reached.' : 'Something went wrong on our side.';
  return failure('job.failed', message, { blameless });
}

/** What becomes of a job whose run failed; `random` from 0 to 1 spreads the retries. */
export function outcomeOf(
  { code, message, permanent, blameless }: Failure,
  job: { attempts: number; starts: number },
  retry: RetryPolicy,
  random: number,
): Outcome {
  const error = { errorCode: code, errorMessage: message };
  const forgiven = blameless && job.starts <= retry.attempts + BLAMELESS_STARTS;
  if (permanent || (job.attempts >= retry.attempts && !forgiven)) return { status: 'failed', ...error, counts: true };
  // What is forgiven leaves `attempts` as it was: an outage would use up all starts within a minute.
  const failures = forgiven ? job.starts : job.attempts;
  const most = forgiven ? MOST_BLAMELESS_BACKOFF_MS : MOST_BACKOFF_MS;
  const longest = Math.min(most, retry.backoffMs * 2 ** (failures - 1));
  return { status: 'queued', dispatch: 'later', delayMs: Math.round(longest * random), ...error, counts: !forgiven };
}

/** Text that Postgres stores: what it cannot hold is replaced, what is too long is cut. */
export function storable(text: string, most = MOST_MESSAGE): string {
  return text
    .slice(0, most)
    .replaceAll('\0', '\u{fffd}')
    .replace(/\p{Surrogate}/gu, '\u{fffd}');
}

function failure(code: string, message: string, kind: { permanent?: true; blameless?: boolean }): Failure {
  return { code, message: storable(message), permanent: false, blameless: false, ...kind };
}
