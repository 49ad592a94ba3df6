import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { JOB_COLUMNS, JobRow } from '../job-row';
import { QueueName } from '../job-type';
import { SENT_JOB } from './relay.repository';
import { SentJob } from './sent-job';

/** What one look at the ledger tells. */
export interface Survey {
  /** The database's clock, in ms. */
  now: number;
  /** Whether jobs wait whose time has come. */
  promotable: boolean;
  /** The queues with jobs that were handed to Bull a while ago and have not begun. */
  overdue: QueueName[];
  /** Whether a worker has not told for a lease that it lives. */
  silent: boolean;
}

/** A job that many workers in a row died of is not given to another. */
const MAX_CRASHES = 3;
const TAKEN_AT_ONCE = 1_000;
/** A handover takes milliseconds; what has not begun so much later may be lost. */
const OVERDUE = `interval '5 seconds'`;
const IS_PARKED = `j.crashes + 1 >= ${MAX_CRASHES}`;
const NOT_PAUSED = 'NOT EXISTS (SELECT FROM job_queues AS p WHERE p.name = j.queue)';
/** A worker tells before it begins a job, so only a removed one is unknown. */
const UNKNOWN_WORKER = `j.started_at < now() - make_interval(secs => $1 / 1000.0)
  AND NOT EXISTS (SELECT FROM job_workers AS w WHERE w.id = j.worker_id)`;

@Injectable()
export class ReconcilerRepository {
  constructor(private readonly database: Database) {}

  async survey(leaseMs: number): Promise<Survey> {
    const [survey] = await this.database.query<Survey>(
      `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
         EXISTS (SELECT FROM jobs WHERE dispatch = 'later' AND run_at <= now()) AS promotable,
         ARRAY(SELECT DISTINCT queue FROM jobs AS j
           WHERE dispatch = 'sent' AND sent_at < now() - ${OVERDUE} AND ${NOT_PAUSED}) AS overdue,
         EXISTS (SELECT FROM job_workers WHERE seen_at < now() - make_interval(secs => $1 / 1000.0))
           OR EXISTS (SELECT FROM jobs AS j WHERE status = 'running' AND ${UNKNOWN_WORKER}) AS silent`,
      [leaseMs],
      'reconciler.survey',
    );
    if (survey === undefined) throw new Error('The ledger did not answer.');
    return survey;
  }

  /** The jobs of a queue that should be in Bull; `overdue`: and have been for a while. */
  sent(queue: QueueName): Promise<(SentJob & { overdue: boolean })[]> {
    return this.database.query<SentJob & { overdue: boolean }>(
      `SELECT ${SENT_JOB}, sent_at < now() - ${OVERDUE} AS overdue FROM jobs AS j
       WHERE dispatch = 'sent' AND queue = $1 AND ${NOT_PAUSED} ORDER BY turn, sent_at`,
      [queue],
      'reconciler.sent',
    );
  }

  /** Marks them as sent anew, unless they have begun by now or somebody else did. */
  sendAgain(ids: string[]): Promise<SentJob[]> {
    return this.database.query<SentJob>(
      `UPDATE jobs SET sent_at = now()
       WHERE id = ANY($1::uuid[]) AND dispatch = 'sent' AND sent_at < now() - ${OVERDUE} RETURNING ${SENT_JOB}`,
      [ids],
    );
  }

  /** Workers that have not told for a lease that they live. Until the transaction ends, they cannot. */
  async silentWorkers(tx: Queryable, leaseMs: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM job_workers WHERE seen_at < now() - make_interval(secs => $1 / 1000.0) FOR UPDATE SKIP LOCKED`,
      [leaseMs],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes their jobs from the workers, and those of workers that nobody knows: due again, or failed when they were the
   * death of too many. A job that is locked by a transaction of its run is left for the next time.
   */
  takeJobs(tx: Queryable, workers: string[], leaseMs: number): Promise<JobRow[]> {
    return tx.query<JobRow>(
      `UPDATE jobs AS j SET attempts = GREATEST(0, j.attempts - 1), crashes = j.crashes + 1, version = j.version + 1,
         status = CASE WHEN ${IS_PARKED} THEN 'failed' ELSE 'queued' END,
         dispatch = CASE WHEN ${IS_PARKED} THEN NULL ELSE 'due' END,
         worker_id = CASE WHEN ${IS_PARKED} THEN j.worker_id END,
         run_at = now(), sent_at = NULL,
         error_code = CASE WHEN ${IS_PARKED} THEN 'job.worker_lost' END,
         error_message = CASE WHEN ${IS_PARKED} THEN
           'Given up: ${MAX_CRASHES} workers in a row ended while they ran this job, and it had come no further.' END,
         finished_at = CASE WHEN ${IS_PARKED} THEN now() END
       WHERE j.status = 'running' AND j.id IN
         (SELECT id FROM jobs AS j WHERE j.status = 'running' AND (j.worker_id = ANY($2::uuid[]) OR ${UNKNOWN_WORKER})
          ORDER BY id LIMIT ${TAKEN_AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING ${JOB_COLUMNS}`,
      [leaseMs, workers],
    );
  }

  /** Forgets those of the workers that run nothing. */
  async forget(tx: Queryable, workers: string[]): Promise<void> {
    await tx.query(
      `DELETE FROM job_workers AS w WHERE w.id = ANY($1::uuid[])
         AND NOT EXISTS (SELECT FROM jobs WHERE status = 'running' AND worker_id = w.id)`,
      [workers],
    );
  }
}
