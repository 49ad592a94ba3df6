import { JobStatus } from '../job-type';

/** What may be done to a job from outside of its run, and in which statuses; `to` null: the row goes. */
export const jobTransitions = {
  cancel: { from: ['queued', 'running'], to: 'cancelled' },
  retry: { from: ['failed', 'cancelled'], to: 'queued' },
  remove: { from: ['succeeded', 'failed', 'cancelled'], to: null },
} as const satisfies Record<string, { from: readonly JobStatus[]; to: JobStatus | null }>;

export type JobTransition = keyof typeof jobTransitions;

/** A job in one of these changes no more by itself. */
export const finalStatuses = jobTransitions.remove.from;

export function isFinal(status: JobStatus): boolean {
  return finalStatuses.some((final) => final === status);
}
