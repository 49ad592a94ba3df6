import { Permission } from '../access/permissions';

/** The lanes of background work; each is a Bull queue, and is paused and limited by itself. */
export const queueNames = ['default', 'ingest', 'maintenance'] as const;
export type QueueName = (typeof queueNames)[number];

/** From what waits longest to what goes first, within the jobs of one owner. */
export const jobPriorities = ['low', 'normal', 'high', 'critical'] as const;
export type JobPriority = (typeof jobPriorities)[number];

export const jobStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

export type DtoClass<T extends object> = new () => T;

export interface RetryPolicy {
  /** Runs in all, the first included. */
  attempts: number;
  /** The second run waits about so long, in ms; each further one twice as long as the one before, with jitter. */
  backoffMs: number;
}

/** What is declared of a type of job, in one place: the feature's `*.jobs.ts`. */
export interface JobDefinition<Payload extends object = object, Result extends object = object> {
  /** `area.act`, unique. */
  type: string;
  title: string;
  queue: QueueName;
  payload: DtoClass<Payload>;
  result: DtoClass<Result>;
  /** What its owner must hold when it is ordered, and still when it starts. */
  permission: Permission;
  /** Whether `POST /jobs` takes it; false for jobs that a route of their own makes. */
  orderable: boolean;
  retry: RetryPolicy;
  /** A payload that can be sent as it stands, for the API documentation. */
  example: Payload;
}

/** A job that is ordered by nobody but the clock. */
export interface Schedule {
  /** Unique; shown in `GET /jobs/schedules`. */
  name: string;
  type: string;
  payload: object;
  /** Five fields, in UTC; JOB_SCHEDULES may change it. */
  cron: string;
}

const DEFAULT_RETRY: RetryPolicy = { attempts: 5, backoffMs: 2_000 };

/** Declares a type of job; what is left out: not orderable by `POST /jobs`, five attempts, the queue `default`. */
export function defineJob<Payload extends object, Result extends object>(
  definition: Pick<JobDefinition<Payload, Result>, 'type' | 'title' | 'payload' | 'result' | 'permission' | 'example'> &
    Partial<JobDefinition<Payload, Result>>,
): JobDefinition<Payload, Result> {
  return { queue: 'default', orderable: false, retry: DEFAULT_RETRY, ...definition };
}
