import { JobPriority, jobPriorities, JobStatus, QueueName } from './job-type';

/** A job as its row tells it. */
export interface JobRow {
  id: string;
  type: string;
  queue: QueueName;
  status: JobStatus;
  /** 1 (low) to 4 (critical). */
  priority: number;
  payload: Record<string, unknown>;
  result: Record<string, unknown> | null;
  errorCode: string | null;
  errorMessage: string | null;
  progressCurrent: number;
  progressTotal: number | null;
  progressMessage: string | null;
  /** Runs begun, without those that were handed back or died with their worker. */
  attempts: number;
  /** Grows with every change that can be seen. */
  version: number;
  /** Null: the system, by a schedule. */
  createdBy: string | null;
  correlationId: string;
  schedule: string | null;
  workerId: string | null;
  runAt: Date;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Columns of `jobs AS j` in the shape of `JobRow`. */
export const JOB_COLUMNS = `j.id, j.type, j.queue, j.status, j.priority, j.payload, j.result, j.error_code AS "errorCode",
  j.error_message AS "errorMessage", j.progress_current::float8 AS "progressCurrent",
  j.progress_total::float8 AS "progressTotal", j.progress_message AS "progressMessage", j.attempts, j.version,
  j.created_by AS "createdBy", j.correlation_id AS "correlationId", j.schedule, j.worker_id AS "workerId",
  j.run_at AS "runAt", j.created_at AS "createdAt", j.started_at AS "startedAt", j.finished_at AS "finishedAt"`;

export function toPriority(rank: number): JobPriority {
  return jobPriorities[rank - 1] ?? 'normal';
}

export function toRank(priority: JobPriority): number {
  return jobPriorities.indexOf(priority) + 1;
}
