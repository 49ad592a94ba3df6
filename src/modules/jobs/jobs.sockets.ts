import { JobStatus } from '../../core/queues/job-type';
import { JobErrorDto, JobProgressDto } from '../../core/queues/job.dto';

export const JOBS_NAMESPACE = '/jobs';

/** Where a job stands. */
export interface JobProgressed {
  jobId: string;
  /** Strictly rising from message to message. */
  version: number;
  status: JobStatus;
  progress: JobProgressDto;
}

/** How a job ended. */
export interface JobFinished {
  jobId: string;
  status: JobStatus;
  /** Null unless it succeeded, and when it is larger than 16 kB: `resultOmitted` tells, and REST has it. */
  result: Record<string, unknown> | null;
  /** Null unless it failed. */
  error: JobErrorDto | null;
  /** Only there when it is true. */
  resultOmitted?: true;
}

/** All that is told of a job. */
export interface JobSnapshot extends JobProgressed, JobFinished {}

/** What the server sends on `/jobs`. */
export interface JobsServerEvents {
  /** A job that is followed has changed; what changes faster than ten times a second is told by its newest state. */
  job_progress: (payload: JobProgressed) => void;
  /**
   * A job has ended: to those who follow it, whose subscription ends with it, after its last `job_progress`; and to every
   * socket of its owner. Each socket gets it once.
   */
  job_finished: (payload: JobFinished) => void;
  /** A job that is followed was deleted before its end could be told; the subscription ends. */
  job_deleted: (payload: { jobId: string }) => void;
}

/** What a client sends on `/jobs`, and what it is acknowledged with. */
export interface JobsClientEvents {
  /** When the job has ended already, the answer is all there is, and nothing is followed. */
  subscribe: { payload: { jobId: string }; data: JobSnapshot };
  unsubscribe: { payload: { jobId: string }; data: { jobId: string } };
}
